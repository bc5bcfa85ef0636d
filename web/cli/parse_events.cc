// Options of what OpenLineage events tell: importing them, jobs, runs, physical datasets, the status of a contract.
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
