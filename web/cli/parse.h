// The commands and their options for CLI11: parse_*.cc by theme, and parse.cc, which lists them all. Only these include
// CLI11. One thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "web/cli/command.h"

namespace trama::cli {

// --server, --token and --json.
void add_remote(CLI::App* command, Remote* remote);

// The filters that list (one value each) and search (several) share.
template <typename Options>
void add_filters(CLI::App* command, Options* o, const std::string& help) {
  for (const auto& [name, member] : {std::pair{"--domain", &o->domain},
                                     {"--owner", &o->owner},
                                     {"--tag", &o->tag},
                                     {"--classification", &o->classification},
                                     {"--platform", &o->platform},
                                     {"--status", &o->status}}) {
    command->add_option(name, *member, help)->allow_extra_args(false);
  }
}

// Each add_* registers one command, which owns its options; `run` is set to what the chosen command does.
using Run = std::function<int()>;
void add_serve(CLI::App& app, Run* run);
void add_register(CLI::App& app, Run* run);
void add_check(CLI::App& app, Run* run);
void add_diff(CLI::App& app, Run* run);
void add_get(CLI::App& app, Run* run);
void add_list(CLI::App& app, Run* run);
void add_search(CLI::App& app, Run* run);
void add_suggest(CLI::App& app, Run* run);
void add_lineage(CLI::App& app, Run* run);
void add_lineage_diff(CLI::App& app, Run* run);
void add_impact(CLI::App& app, Run* run);
void add_paths(CLI::App& app, Run* run);
void add_retire(CLI::App& app, Run* run);
void add_erase(CLI::App& app, Run* run);
void add_consumer(CLI::App& app, Run* run);
void add_compatibility(CLI::App& app, Run* run);
void add_agreements(CLI::App& app, Run* run);
void add_proposals(CLI::App& app, Run* run);
void add_propose(CLI::App& app, Run* run);
void add_proposal(CLI::App& app, Run* run);
void add_edge(CLI::App& app, Run* run);
void add_alias(CLI::App& app, Run* run);
void add_changes(CLI::App& app, Run* run);
void add_import(CLI::App& app, Run* run);
[[nodiscard]] CLI::App* add_import_events(CLI::App* import, Run* run);
[[nodiscard]] CLI::App* add_import_dbt(CLI::App* import, Run* run);
[[nodiscard]] CLI::App* add_import_sql(CLI::App* import, Run* run);
void add_manifests(CLI::App& app, Run* run);
void add_sweep(CLI::App& app, Run* run);
void add_jobs(CLI::App& app, Run* run);
void add_run(CLI::App& app, Run* run);
void add_dataset(CLI::App& app, Run* run);
void add_status(CLI::App& app, Run* run);
void add_export(CLI::App& app, Run* run);
void add_fsck(CLI::App& app, Run* run);
void add_init(CLI::App& app, Run* run);
void add_rules(CLI::App& app, Run* run);

}  // namespace trama::cli
