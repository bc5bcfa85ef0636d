// Small graphs as text, and answers as text, so that a test is a few lines a person can draw.
//
//   contract orders: fact(id,total) dim as public.dim (k)      a contract with two tables; `as` gives a physical name
//   contract orders v2 retired: fact(id)                       further words: version, retired
//   physical orders: fact = postgres://h:5432 shop.public.fact [production]
//   consumer urn:consumer:bi:board
//   product shop
//   product shop retired gives orders mart                     contracts of its output ports
//   domain orders = sales                                      of what is registered under that id
//   alias warehouse-orders = orders/fact
//   orders: orders/fact.id -> mart/m.id                        said by contract `orders`; ends are
//       c/t, c/t.path  tables and fields;  c/*  a whole contract;  "text"  what a document wrote (home: the asserter);
//       @consumer, +product;  <ns|name>, <ns|name>.path  physical
//     -> DERIVES, => CONSUMES, ~> REFERENCES; a trailing `indirect filter`, `masked`, `complete` and so on says how
//   person p1: a/t -> b/t                                      other asserters: person, consumer, product, job
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "graph/lineage_graph.h"

namespace trama::graph::test {

// One line: a subject, an alias or an assertion.
struct Said {
  lineage::Asserter asserter;
  std::vector<lineage::Assertion> assertions;
};
struct World {
  std::vector<lineage::Summary> subjects;
  std::vector<Said> said;
  std::vector<std::pair<std::string, std::string>> aliases;
};

World parse_world(const std::string& text);
lineage::Endpoint parse_end(std::string text, const std::string& home);

std::unique_ptr<LineageGraph> load(const World& world);
std::unique_ptr<LineageGraph> load(const std::string& text);
void change(LineageGraph& graph, const std::string& text);  // every line of it, opened
void withdraw(LineageGraph& graph, const std::string& text);
void remove_contract(LineageGraph& graph, const std::string& id);

SubjectChange subject_change(const lineage::Summary& summary);
SubjectChange opened(const Said& said);
SubjectChange closed(const Said& said);

// Sorted lines: "<id> <kind> <status>" and "<from> -> <to> DERIVES DIRECT/FILTER masked x2 by contract:a".
std::vector<std::string> node_lines(const Snapshot& snapshot);
std::vector<std::string> edge_lines(const Snapshot& snapshot);
std::string edge_line(const Snapshot& snapshot, const EdgeView& edge);

NodeIndex one(const Snapshot& snapshot, const std::string& text);
// "0 a/t, 1 b/t, -1 c/t": hop and id in the order of the answer; ~ marks a neighbour.
std::string walk_text(const Snapshot& snapshot, const Traversal& traversal);

}  // namespace trama::graph::test
