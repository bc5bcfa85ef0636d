// Options of what finds: search, suggestions, lineage, impact, paths.
#include "web/cli/parse.h"

namespace trama::cli {

void add_search(CLI::App& app, Run* run) {
  const auto o = std::make_shared<SearchOptions>();
  CLI::App* c = app.add_subcommand("search", "Search products, columns and people");
  c->add_option("words", o->words, "What to find; field:value narrows, e.g. column:email domain:customer");
  add_filters(c, o.get(), "Only with one of these values; repeatable");
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

void add_suggest(CLI::App& app, Run* run) {
  const auto o = std::make_shared<SuggestOptions>();
  CLI::App* c = app.add_subcommand("suggest", "Complete what is being typed");
  c->add_option("words", o->words, "The beginning of a name")->required();
  c->add_option("--limit", o->limit, "Suggestions to show")->check(CLI::Range(1, 50))->capture_default_str();
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return suggest(*o); }; });
}

void add_lineage(CLI::App& app, Run* run) {
  const auto o = std::make_shared<LineageOptions>();
  CLI::App* c = app.add_subcommand("lineage", "Show where data comes from and where it goes");
  c->add_option("node", o->node,
                "A contract, dataset, field, product or consumer, in any spelling; with --level domain also a domain")
      ->required();
  c->add_option("--direction", o->direction, "upstream, downstream or both")
      ->check(CLI::IsMember({"upstream", "downstream", "both"}))
      ->capture_default_str();
  c->add_option("--depth", o->depth, "Hops; default unlimited");
  c->add_option("--level", o->level, "dataset, column, product or domain; default column for a field")
      ->check(CLI::IsMember({"dataset", "column", "product", "domain"}));
  c->add_option("--kind", o->kind, "Narrows an ambiguous name: dataset, field, consumer, product, physical, domain");
  c->add_option("--relation", o->relation, "DERIVES, CONSUMES, REFERENCES; repeatable")->allow_extra_args(false);
  c->add_option("--jobs", o->jobs, "shown: jobs as nodes between datasets; folded: on the edges they assert")
      ->check(CLI::IsMember({"folded", "shown"}));
  c->add_option("--as-of", o->as_of, "State at a seq or RFC 3339 time");
  c->add_option("--limit", o->limit, "Nodes to show; 0 shows all")->capture_default_str();
  c->add_option("--format", o->format, "json, ndjson, csv, dot or mermaid instead of a table")
      ->check(CLI::IsMember({"json", "ndjson", "csv", "dot", "mermaid"}));
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return lineage(*o); }; });
}

void add_lineage_diff(CLI::App& app, Run* run) {
  const auto o = std::make_shared<LineageDiffOptions>();
  CLI::App* c = app.add_subcommand("lineage-diff", "Show what lineage appeared and vanished between two points");
  c->add_option("node", o->node, "What is around this node, in any spelling; default the whole catalog");
  c->add_option("--from", o->from, "A seq or RFC 3339 time")->required();
  c->add_option("--to", o->to, "The same; default now");
  c->add_option("--direction", o->direction, "Around a node: upstream, downstream or both")
      ->check(CLI::IsMember({"upstream", "downstream", "both"}));
  c->add_option("--depth", o->depth, "Around a node: hops; default unlimited");
  c->add_option("--kind", o->kind, "Narrows an ambiguous name: dataset, field, consumer, product, physical");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return lineage_diff(*o); }; });
}

void add_impact(CLI::App& app, Run* run) {
  const auto o = std::make_shared<ImpactOptions>();
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

void add_paths(CLI::App& app, Run* run) {
  const auto o = std::make_shared<PathsOptions>();
  CLI::App* c = app.add_subcommand("paths", "Explain why one thing depends on another");
  c->add_option("from", o->from, "Where data comes from, in any spelling")->required();
  c->add_option("to", o->to, "What depends on it")->required();
  c->add_option("-k,--paths", o->k, "Explanations to show")->check(CLI::Range(1, 100))->capture_default_str();
  c->add_option("--level", o->level, "dataset or column; default column between fields")
      ->check(CLI::IsMember({"dataset", "column"}));
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return paths(*o); }; });
}

}  // namespace trama::cli
