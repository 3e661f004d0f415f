#pragma once

#include "protocol/party.hpp"

namespace fathom {

/// Takes the message named `tag` from `from` as one tensor. Throws ProtocolError when the message
/// has another kind, ring or number of elements, or the peer is lost. A tensor of no elements is
/// not sent: do not wait for one.
[[nodiscard]] Task<Tensor> receive_tensor(Party& me, PartyId from, MessageKind kind, Tag tag,
                                          const Ring& ring, Shape shape);

}  // namespace fathom
