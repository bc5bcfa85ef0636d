// Options of what tools tell: importing events and artifacts, jobs, runs, physical datasets, manifests, the status of a
// contract.
#include "web/cli/parse.h"

namespace trama::cli {

CLI::App* add_import_events(CLI::App* import, Run* run) {
  const auto o = std::make_shared<ImportEventsOptions>();
  CLI::App* c = import->add_subcommand("openlineage", "Import OpenLineage events, one a line (NDJSON, also gzip)");
  c->add_option("files", o->files, "Files of events; - reads standard input")->required();
  c->add_option("--from-line", o->from_line, "Begin at this line: where an import that was broken off said to go on")
      ->capture_default_str();
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return import_events(*o); }; });
  return c;
}

CLI::App* add_import_dbt(CLI::App* import, Run* run) {
  const auto o = std::make_shared<ImportDbtOptions>();
  CLI::App* c = import->add_subcommand(
      "dbt", "Import dbt projects: manifest.json with catalog.json, run_results.json and sources.json beside it");
  c->add_option("paths", o->paths, "Target folders, project folders or manifests")->required();
  c->add_option("--namespace", o->space,
                "Where the warehouse stands, as OpenLineage names it, e.g. postgres://db.example.com:5432; "
                "default: where contracts and events know the same relations");
  c->add_flag("--dry-run", o->dry_run, "Say what is found, and store nothing");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return import_dbt(*o); }; });
  return c;
}

CLI::App* add_import_sql(CLI::App* import, Run* run) {
  const auto o = std::make_shared<ImportSqlOptions>();
  CLI::App* c = import->add_subcommand("sql", "Import lineage from SQL: views, and tables made from queries");
  c->add_option("paths", o->paths, "Files, or folders of .sql files")->required();
  c->add_option("--name", o->name, "What they are together; a later import of this name replaces this one")->required();
  c->add_option("--namespace", o->space,
                "Where the relations are, as OpenLineage names it, e.g. postgres://db.example.com:5432")
      ->required();
  c->add_option("--dialect", o->dialect, "postgres, snowflake, bigquery, spark, tsql, ...; default: what most share");
  c->add_option("--catalog", o->catalog, "Database of relations that do not name one");
  c->add_option("--schema", o->schema, "Schema of relations that do not name one");
  c->add_flag("--dry-run", o->dry_run, "Say what is found, and store nothing");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return import_sql(*o); }; });
  return c;
}

void add_manifests(CLI::App& app, Run* run) {
  const auto o = std::make_shared<ManifestsOptions>();
  CLI::App* c = app.add_subcommand("manifests", "List what artifacts were imported (dbt, SQL), show or remove one");
  c->add_option("id", o->id, "A manifest, dbt/<project> or sql/<name>");
  c->add_flag("--remove", o->remove, "End what it says, and remove its consumers");
  c->add_option("--reason", o->reason, "Why it is removed; kept in the log");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return manifests(*o); }; });
}

void add_sweep(CLI::App& app, Run* run) {
  const auto o = std::make_shared<SweepOptions>();
  CLI::App* c = app.add_subcommand("sweep", "End what jobs and manifests said about lineage and did not confirm since");
  c->add_option("--older-than", o->older_than, "A duration: 90d, P3M")->required();
  c->add_option("--reason", o->reason, "Why; kept in the log");
  c->add_flag("--dry-run", o->dry_run, "Say what would be swept");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return sweep(*o); }; });
}

void add_jobs(CLI::App& app, Run* run) {
  const auto o = std::make_shared<JobsOptions>();
  CLI::App* c = app.add_subcommand("jobs", "List the jobs that events told of, or the runs of one");
  c->add_option("id", o->id, "A job, <namespace>/<name>: its runs, newest first");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return jobs(*o); }; });
}

void add_run(CLI::App& app, Run* run) {
  const auto o = std::make_shared<RunOptions>();
  CLI::App* c = app.add_subcommand("run", "Show what the events of a run said");
  c->add_option("id", o->id, "Run id")->required();
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return run_by_id(*o); }; });
}

void add_dataset(CLI::App& app, Run* run) {
  const auto o = std::make_shared<DatasetOptions>();
  CLI::App* c = app.add_subcommand("dataset", "Show what events told of a physical dataset");
  c->add_option("id", o->id, "<namespace>/<name> as OpenLineage names it, with %2F for a / inside either")->required();
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return dataset(*o); }; });
}

void add_status(CLI::App& app, Run* run) {
  const auto o = std::make_shared<StatusOptions>();
  CLI::App* c = app.add_subcommand("status", "Show whether a contract keeps its promises, by what runs and tests told");
  c->add_option("id", o->id, "Contract or product id")->required();
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return status(*o); }; });
}

}  // namespace trama::cli
