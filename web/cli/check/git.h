// Contract files as a commit of a git repository has them. Runs the `git` command; nothing is checked out. One thread.
#pragma once

#include <string>
#include <vector>

#include "catalog/base/result.h"
#include "web/service/documents.h"

namespace trama::cli {

// Every YAML and JSON file of the commit that `ref` names, in the repository that holds `folder`. Paths are those of
// the repository. Files above the size of a contract are left out. Errors: unreachable (no git, no repository, no such
// ref).
[[nodiscard]] Result<std::vector<service::NamedDocument>> documents_of_commit(const std::string& folder,
                                                                              const std::string& ref);

}  // namespace trama::cli
