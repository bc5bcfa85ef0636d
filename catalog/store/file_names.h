// Names of files and folders in an export: safe on every file system, and the same for the same text for ever.
//
// Kept as they are: a-z 0-9 _ - and '.' inside. Every other byte, capital letters included, becomes %xx in lower case,
// so that names that differ differ on case-insensitive file systems too; so does a leading or trailing '.', and the
// first letter of a name that Windows reserves (con, nul, com1 ...). A name longer than 120 bytes is cut and ends in
// '~' and 16 hex digits of the SHA-256 of the whole text; '~' occurs nowhere else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trama::store {

[[nodiscard]] std::string file_name(std::string_view text);
// "<version>.yaml", "<version>.r2.yaml": never the same for two revisions or versions.
[[nodiscard]] std::string version_file_name(std::string_view version, std::uint32_t revision,
                                            std::string_view extension);

}  // namespace trama::store
