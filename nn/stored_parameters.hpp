#pragma once

#include <string>

#include "nn/data/model_share.hpp"
#include "nn/sequential.hpp"

namespace fathom {

/// A model's parameters kept by the two servers from one job to another, each its own share, under
/// the names of `parameter_name`.

/// Saves all parameters: 1 round, 16 bytes (see Engine::save), in no layer's row.
[[nodiscard]] Task<Done> save_parameters(Engine& engine, Sequential& model);

/// Initial parameters from what the servers have stored: no message. As after any initialisation,
/// masks are held where products want it.
[[nodiscard]] Task<Done> take_stored_parameters(Engine& engine, Sequential& model);

/// What a built model is under these settings: what its files say. `name` holds what the layers'
/// names do not tell of what they compute.
[[nodiscard]] ModelDescription describe(std::string name, Sequential& model,
                                        const Settings& settings);

}  // namespace fathom
