// The table of commands and options. The only file that includes CLI11.
#include <CLI/CLI.hpp>

#include "web/cli/command.h"

namespace trama::cli {
namespace {

void add_remote(CLI::App* command, Remote* remote) {
  command->add_option("--server", remote->url, "Address of the server")->envname("TRAMA_URL")->capture_default_str();
  command->add_option("--token", remote->token, "Bearer token; better given by the environment")
      ->envname("TRAMA_TOKEN");
  command->add_flag("--json", remote->json, "Print the API's answer instead of a table");
}

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

// Each add_* registers one command; `run` is set to what the chosen command does.
using Run = std::function<int()>;

void add_serve(CLI::App& app, ServeOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("serve", "Serve the catalog: API, browser UI and reference");
  c->add_option("--data", o->folder, "Folder of the catalog; made when it is not there")->capture_default_str();
  c->add_option("--port", o->port, "Port; 0 takes a free one")->check(CLI::Range(0, 65535))->capture_default_str();
  c->add_option("--address", o->address, "Address to listen on; beyond loopback only with --token-file or --insecure")
      ->capture_default_str();
  c->add_option("--host", o->hosts, "A Host name to answer to besides loopback names and the address; repeatable");
  c->add_option("--token-file", o->token_file, "File of lines `name role sha256` (role: read, write or admin)");
  c->add_flag("--insecure", o->insecure, "Listen beyond loopback without tokens: everybody who can connect is admin");
  c->add_flag("--demo", o->demo, "Serve the sample company from a throw-away store");
  c->add_option("--workers", o->workers, "Threads that answer requests; 0 chooses by the cores")->capture_default_str();
  c->add_option("--cache", o->cache_mib, "MiB of memory for the store's block cache")->capture_default_str();
  c->add_option("--web-dir", o->web_folder, "Serve the browser UI from this folder (development)");
  c->callback([=] { *run = [o] { return serve(*o); }; });
}

void add_register(CLI::App& app, RegisterOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("register", "Register contracts (YAML or JSON, any dialect)");
  c->add_option("files", o->files, "Contract files; - reads standard input")->required();
  c->add_flag("--strict", o->strict, "Treat every warning and note as an error");
  c->add_flag("--dry-run", o->dry_run, "Check and answer the same, store nothing");
  c->add_option("--if-match", o->if_match, "Only if the contract still has this entity tag");
  c->add_option("--reason", o->reason, "Kept in the change log");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return register_files(*o); }; });
}

void add_get(CLI::App& app, GetOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("get", "Print a contract");
  c->add_option("id", o->id, "Contract id")->required();
  c->add_option("--version", o->version, "Default: the latest");
  c->add_option("--format", o->format, "original, json or odcs")
      ->check(CLI::IsMember({"original", "json", "odcs"}))
      ->capture_default_str();
  c->add_option("--as-of", o->as_of, "State at a seq or RFC 3339 time");
  c->add_flag("--versions", o->versions, "List its versions instead");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return get(*o); }; });
}

void add_retire(CLI::App& app, RetireOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("retire", "Retire a contract; registering it again restores it");
  c->add_option("id", o->id, "Contract id")->required();
  c->add_option("--reason", o->reason, "Kept in the change log");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return retire(*o); }; });
}

void add_erase(CLI::App& app, EraseOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("erase", "Erase the text of one version for good (role admin)");
  c->add_option("id", o->id, "Contract id")->required();
  c->add_option("version", o->version, "Its version")->required();
  c->add_option("--reason", o->reason, "Kept in the change log")->required();
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return erase(*o); }; });
}

void add_list(CLI::App& app, ListOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("list", "List contracts");
  add_filters(c, o, "Only those");
  c->add_flag("--retired", o->retired, "Show retired ones too");
  c->add_option("--limit", o->limit, "At most so many; 0 lists all")->capture_default_str();
  c->add_option("--as-of", o->as_of, "State at a seq or RFC 3339 time");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return list(*o); }; });
}

void add_search(CLI::App& app, SearchOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("search", "Search products, columns and people");
  c->add_option("words", o->words, "What to find; field:value narrows, e.g. column:email domain:customer");
  add_filters(c, o, "Only with one of these values; repeatable");
  c->add_option("--sort", o->sort, "relevance, updated or name")
      ->check(CLI::IsMember({"relevance", "updated", "name"}));
  c->add_option("--limit", o->limit, "Hits to show")->check(CLI::Range(1, 100))->capture_default_str();
  c->add_flag("--retired", o->retired, "Show retired ones too");
  c->add_flag("--facets", o->facets, "Show facet counts too");
  c->add_flag("--explain", o->explain, "Show why each hit ranks where it does");
  c->add_option("--min-seq", o->min_seq, "Wait a moment for the index to hold this seq, as register prints it");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return search(*o); }; });
}

void add_suggest(CLI::App& app, SuggestOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("suggest", "Complete what is being typed");
  c->add_option("words", o->words, "The beginning of a name")->required();
  c->add_option("--limit", o->limit, "Suggestions to show")->check(CLI::Range(1, 50))->capture_default_str();
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return suggest(*o); }; });
}

void add_lineage(CLI::App& app, LineageOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("lineage", "Show where data comes from and where it goes");
  c->add_option("node", o->node, "A contract, dataset, field, product or consumer, in any spelling")->required();
  c->add_option("--direction", o->direction, "upstream, downstream or both")
      ->check(CLI::IsMember({"upstream", "downstream", "both"}))
      ->capture_default_str();
  c->add_option("--depth", o->depth, "Hops; default unlimited");
  c->add_option("--level", o->level, "dataset or column; default column for a field")
      ->check(CLI::IsMember({"dataset", "column"}));
  c->add_option("--kind", o->kind, "Narrows an ambiguous name: dataset, field, consumer, product, physical");
  c->add_option("--relation", o->relation, "DERIVES, CONSUMES, REFERENCES; repeatable")->allow_extra_args(false);
  c->add_option("--as-of", o->as_of, "State at a seq or RFC 3339 time");
  c->add_option("--limit", o->limit, "Nodes to show; 0 shows all")->capture_default_str();
  c->add_option("--format", o->format, "json, ndjson, csv, dot or mermaid instead of a table")
      ->check(CLI::IsMember({"json", "ndjson", "csv", "dot", "mermaid"}));
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return lineage(*o); }; });
}

void add_impact(CLI::App& app, ImpactOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("impact", "Show whom a change would hit, how surely and why");
  c->add_option("node", o->node, "A contract, dataset or field, in any spelling")->required();
  c->add_option("--change", o->change, "remove, rename, type, nullable and so on")->capture_default_str();
  c->add_option("--certainty", o->certainty, "Only certain, possible or cleared ones")
      ->check(CLI::IsMember({"certain", "possible", "cleared"}));
  c->add_option("--kind", o->kind, "Narrows an ambiguous name: dataset, field, consumer, product, physical");
  c->add_option("--as-of", o->as_of, "State at a seq or RFC 3339 time");
  c->add_option("--limit", o->limit, "Hits to show; 0 shows all")->capture_default_str();
  c->add_option("--format", o->format, "json or csv instead of a table")->check(CLI::IsMember({"json", "csv"}));
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return impact(*o); }; });
}

void add_paths(CLI::App& app, PathsOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("paths", "Explain why one thing depends on another");
  c->add_option("from", o->from, "Where data comes from, in any spelling")->required();
  c->add_option("to", o->to, "What depends on it")->required();
  c->add_option("-k,--paths", o->k, "Explanations to show")->check(CLI::Range(1, 100))->capture_default_str();
  c->add_option("--level", o->level, "dataset or column; default column between fields")
      ->check(CLI::IsMember({"dataset", "column"}));
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return paths(*o); }; });
}

void add_consumer(CLI::App& app, ConsumerOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("consumer", "Declare, show or remove a consumer");
  c->add_option("id", o->id, "urn:consumer:<domain>:<name>; without one all are listed");
  c->add_option("--set", o->file, "JSON file that describes it; - reads standard input");
  c->add_flag("--remove", o->remove, "Remove it");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return consumer(*o); }; });
}

void add_edge(CLI::App& app, EdgeOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("edge", "State an edge by hand, withdraw one, or list them");
  c->add_option("--from", o->from, "Where the data comes from, in any spelling");
  c->add_option("--to", o->to, "Where it goes, in any spelling");
  c->add_option("--relation", o->relation, "DERIVES (default), CONSUMES or REFERENCES");
  c->add_option("--type", o->type, "DIRECT or INDIRECT");
  c->add_option("--subtype", o->subtype, "IDENTITY, TRANSFORMATION, AGGREGATION, JOIN, GROUP_BY, FILTER, SORT, ...");
  c->add_option("--reason", o->reason, "Kept with the edge");
  c->add_option("--remove", o->remove, "Withdraw this edge (its id)");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return edge(*o); }; });
}

void add_alias(CLI::App& app, AliasOptions* o, Run* run) {
  CLI::App* c =
      app.add_subcommand("alias", "Let a name mean a node, withdraw that, or list all (changing: role admin)");
  c->add_option("alias", o->alias, "The name; without one all are listed");
  c->add_option("--node", o->node, "The node it means, in any spelling");
  c->add_option("--reason", o->reason, "Kept with the alias");
  c->add_flag("--remove", o->remove, "Withdraw it");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return alias(*o); }; });
}

void add_changes(CLI::App& app, ChangesOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("changes", "Print the change log");
  c->add_option("--since", o->since, "Only changes after this seq")->capture_default_str();
  c->add_flag("--follow", o->follow, "Go on printing as changes happen");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return changes(*o); }; });
}

void add_import(CLI::App& app, ImportOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("import", "Import files and folders of contracts, NDJSON, or an exported catalog");
  c->add_option("paths", o->paths, "Contract files, NDJSON (.ndjson, .jsonl), multi-document YAML, or folders of them")
      ->required();
  c->add_option("--data", o->folder,
                "Import straight into this folder's store, which no server may have open; "
                "an exported folder brings its history");
  c->add_flag("--strict", o->strict, "Treat every warning and note as an error");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return import_paths(*o); }; });
}

void add_export(CLI::App& app, ExportOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("export", "Write the whole catalog and its history to a folder");
  c->add_option("out", o->out, "Folder to write; new or empty")->required();
  c->add_option("--data", o->folder, "Folder of the catalog; a server may go on using it")->capture_default_str();
  c->callback([=] { *run = [o] { return export_folder(*o); }; });
}

void add_fsck(CLI::App& app, FsckOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("fsck", "Compare store, lineage graph and search index");
  c->add_option("--data", o->folder, "Folder of the catalog, which no server may have open")->capture_default_str();
  c->add_flag("--json", o->json, "Print findings as JSON");
  c->callback([=] { *run = [o] { return fsck(*o); }; });
}

void add_init(CLI::App& app, InitOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("init", "Write a contract to start from");
  c->add_option("file", o->file, "File to write")->capture_default_str();
  c->add_option("--id", o->id, "Contract id")->capture_default_str();
  c->add_option("--name", o->name, "Name for people")->capture_default_str();
  c->add_flag("--force", o->force, "Overwrite the file");
  c->callback([=] { *run = [o] { return init(*o); }; });
}

void add_check(CLI::App& app, CheckOptions* o, Run* run) {
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

void add_rules(CLI::App& app, RulesOptions* o, Run* run) {
  CLI::App* c = app.add_subcommand("rules", "Print the rules documents are judged by");
  c->add_flag("--json", o->json, "Print them as JSON");
  c->callback([=] { *run = [o] { return rules(*o); }; });
}

struct AllOptions {
  CheckOptions check;
  RulesOptions rules;
  ServeOptions serve;
  RegisterOptions registering;
  GetOptions get;
  RetireOptions retire;
  EraseOptions erase;
  ListOptions list;
  SearchOptions search;
  SuggestOptions suggest;
  LineageOptions lineage;
  ImpactOptions impact;
  PathsOptions paths;
  ConsumerOptions consumer;
  EdgeOptions edge;
  AliasOptions alias;
  ChangesOptions changes;
  ImportOptions import;
  ExportOptions exporting;
  FsckOptions fsck;
  InitOptions init;
};

}  // namespace

int run(int argc, char** argv) {
  CLI::App app("Trama: data catalog, data-contract registry and lineage graph in one binary.", "trama");
  app.set_version_flag("--version", std::string("trama ") + TRAMA_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 fine; 1 the document is invalid or was refused; 2 wrong usage or unreadable file; 3 server or "
      "folder not reached.");
  AllOptions o;
  Run chosen;
  add_serve(app, &o.serve, &chosen);
  add_register(app, &o.registering, &chosen);
  add_check(app, &o.check, &chosen);
  add_get(app, &o.get, &chosen);
  add_list(app, &o.list, &chosen);
  add_search(app, &o.search, &chosen);
  add_suggest(app, &o.suggest, &chosen);
  add_lineage(app, &o.lineage, &chosen);
  add_impact(app, &o.impact, &chosen);
  add_paths(app, &o.paths, &chosen);
  add_retire(app, &o.retire, &chosen);
  add_erase(app, &o.erase, &chosen);
  add_consumer(app, &o.consumer, &chosen);
  add_edge(app, &o.edge, &chosen);
  add_alias(app, &o.alias, &chosen);
  add_changes(app, &o.changes, &chosen);
  add_import(app, &o.import, &chosen);
  add_export(app, &o.exporting, &chosen);
  add_fsck(app, &o.fsck, &chosen);
  add_init(app, &o.init, &chosen);
  add_rules(app, &o.rules, &chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kFine : kUsage;
  }
  return chosen();
}

}  // namespace trama::cli
