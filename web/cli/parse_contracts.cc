// Options of what handles contracts: registering, judging, reading, retiring.
#include "web/cli/parse.h"

namespace trama::cli {

void add_register(CLI::App& app, Run* run) {
  const auto o = std::make_shared<RegisterOptions>();
  CLI::App* c = app.add_subcommand("register", "Register contracts (YAML or JSON, any dialect)");
  c->add_option("files", o->files, "Contract files; - reads standard input")->required();
  c->add_flag("--strict", o->strict, "Treat every warning and note as an error");
  c->add_flag("--dry-run", o->dry_run, "Check and answer the same, store nothing");
  c->add_option("--if-match", o->if_match, "Only if the contract still has this entity tag");
  c->add_option("--override", o->override_gates,
                "Gates to pass over, for a --reason: window, acknowledgement, or both with a comma (role admin)");
  c->add_option("--reason", o->reason, "Kept in the change log");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return register_files(*o); }; });
}

void add_check(CLI::App& app, Run* run) {
  const auto o = std::make_shared<CheckOptions>();
  CLI::App* c =
      app.add_subcommand("check", "Tell what proposed contracts change, whether that may pass, and who is hit");
  c->add_option("files", o->files, "Contract files; - reads standard input")->required();
  c->add_option("--against", o->against,
                "Address of a server, a folder of contracts, or a git ref; default: the server of --server");
  c->add_option("--policy", o->policy, "Compatibility policy; default: what is set for the contract, else article");
  c->add_option("--format", o->format, "table, json, junit, sarif, github or markdown")
      ->check(CLI::IsMember({"table", "json", "junit", "sarif", "github", "markdown"}))
      ->capture_default_str();
  c->add_option("--report", o->reports, "FORMAT=FILE: write this report too; repeatable")
      ->allow_extra_args(false)
      ->check([](const std::string& text) {
        return is_report_option(text) ? "" : "expects FORMAT=FILE, e.g. sarif=trama.sarif, not " + text;
      });
  c->add_option("--fail-on", o->fail_on, "Exit with 1 on findings of this level: warning, error or never")
      ->check(CLI::IsMember({"warning", "error", "never"}))
      ->capture_default_str();
  c->add_flag("--strict", o->strict, "Treat every warning and note about the document as an error");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return check(*o); }; });
}

void add_diff(CLI::App& app, Run* run) {
  const auto o = std::make_shared<DiffOptions>();
  CLI::App* c = app.add_subcommand("diff", "Tell what changed between two versions of a contract, or two files");
  c->add_option("what", o->what, "Contract id; or two contract files, which need no server")
      ->required()
      ->expected(1, 2);
  c->add_option("--from", o->from, "Earlier version; default: the one below the other");
  c->add_option("--to", o->to, "Later version; default: the latest");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return diff(*o); }; });
}

void add_get(CLI::App& app, Run* run) {
  const auto o = std::make_shared<GetOptions>();
  CLI::App* c = app.add_subcommand("get", "Print a contract");
  c->add_option("id", o->id, "Contract id")->required();
  c->add_option("--version", o->version, "Default: the latest");
  c->add_option("--format", o->format, "original, json, odcs or dcs")
      ->check(CLI::IsMember({"original", "json", "odcs", "dcs"}))
      ->capture_default_str();
  c->add_option("--as-of", o->as_of, "State at a seq or RFC 3339 time");
  c->add_flag("--versions", o->versions, "List its versions instead");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return get(*o); }; });
}

void add_list(CLI::App& app, Run* run) {
  const auto o = std::make_shared<ListOptions>();
  CLI::App* c = app.add_subcommand("list", "List contracts");
  add_filters(c, o.get(), "Only those");
  c->add_flag("--retired", o->retired, "Show retired ones too");
  c->add_option("--limit", o->limit, "At most so many; 0 lists all")->capture_default_str();
  c->add_option("--as-of", o->as_of, "State at a seq or RFC 3339 time");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return list(*o); }; });
}

void add_retire(CLI::App& app, Run* run) {
  const auto o = std::make_shared<RetireOptions>();
  CLI::App* c = app.add_subcommand("retire", "Retire a contract; registering it again restores it");
  c->add_option("id", o->id, "Contract id")->required();
  c->add_option("--reason", o->reason, "Kept in the change log");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return retire(*o); }; });
}

void add_erase(CLI::App& app, Run* run) {
  const auto o = std::make_shared<EraseOptions>();
  CLI::App* c = app.add_subcommand("erase", "Erase the text of one version for good (role admin)");
  c->add_option("id", o->id, "Contract id")->required();
  c->add_option("version", o->version, "Its version")->required();
  c->add_option("--reason", o->reason, "Kept in the change log")->required();
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return erase(*o); }; });
}

void add_init(CLI::App& app, Run* run) {
  const auto o = std::make_shared<InitOptions>();
  CLI::App* c = app.add_subcommand("init", "Write a contract to start from");
  c->add_option("file", o->file, "File to write")->capture_default_str();
  c->add_option("--id", o->id, "Contract id")->capture_default_str();
  c->add_option("--name", o->name, "Name for people")->capture_default_str();
  c->add_flag("--force", o->force, "Overwrite the file");
  c->callback([=] { *run = [o] { return init(*o); }; });
}

void add_rules(CLI::App& app, Run* run) {
  const auto o = std::make_shared<RulesOptions>();
  CLI::App* c = app.add_subcommand("rules", "Print the rules documents are judged by");
  c->add_flag("--json", o->json, "Print them as JSON");
  c->callback([=] { *run = [o] { return rules(*o); }; });
}

}  // namespace trama::cli
