// Options of what people state by hand: consumers, edges, aliases.
#include "web/cli/parse.h"

namespace trama::cli {

void add_consumer(CLI::App& app, Run* run) {
  const auto o = std::make_shared<ConsumerOptions>();
  CLI::App* c = app.add_subcommand("consumer", "Declare, show or remove a consumer");
  c->add_option("id", o->id, "urn:consumer:<domain>:<name>; without one all are listed");
  c->add_option("--set", o->file, "JSON file that describes it; - reads standard input");
  c->add_flag("--remove", o->remove, "Remove it");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return consumer(*o); }; });
}

void add_edge(CLI::App& app, Run* run) {
  const auto o = std::make_shared<EdgeOptions>();
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

void add_alias(CLI::App& app, Run* run) {
  const auto o = std::make_shared<AliasOptions>();
  CLI::App* c =
      app.add_subcommand("alias", "Let a name mean a node, withdraw that, or list all (changing: role admin)");
  c->add_option("alias", o->alias, "The name; without one all are listed");
  c->add_option("--node", o->node, "The node it means, in any spelling");
  c->add_option("--reason", o->reason, "Kept with the alias");
  c->add_flag("--remove", o->remove, "Withdraw it");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return alias(*o); }; });
}

}  // namespace trama::cli
