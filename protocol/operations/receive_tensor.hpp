#pragma once

#include "protocol/party.hpp"

namespace fathom {

/// Takes the message named `tag` from `from` as one tensor, of the ring and shape of `like`. Throws
/// ProtocolError when the message has another kind, ring or number of elements, or the peer is
/// lost. A tensor of no elements is never sent: it must not be waited for.
[[nodiscard]] Task<Tensor> receive_tensor(Party& me, PartyId from, MessageKind kind, Tag tag,
                                          Tensor like);

}  // namespace fathom
