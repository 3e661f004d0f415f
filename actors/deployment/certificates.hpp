#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace fathom {

/// Makes an authority, and signs a certificate for each name, its common name: authority.key,
/// authority.pem, and NAME.key and NAME.pem, in `directory`, which is made when it is not there.
/// Keys are on the curve P-256 and readable by their owner alone; certificates hold for `days`.
/// Nothing is overwritten: throws UserError when one of the files is there, or cannot be written.
void make_certificates(const std::filesystem::path& directory,
                       const std::vector<std::string>& names, int days);

}  // namespace fathom
