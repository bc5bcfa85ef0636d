// The command line: one function a command, options and their help in parse_*.cc, exit codes as documented.
//
// Exit codes: 0 fine; 1 the gate found something or the document is invalid; 2 wrong usage, unreadable file, not a
// contract; 3 server, folder or store could not be reached. Several files: the highest wins.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catalog/base/error.h"

namespace trama::cli {

enum ExitCode : int { kFine = 0, kFound = 1, kUsage = 2, kUnreachable = 3 };
[[nodiscard]] ExitCode exit_code(ErrorCode code);
[[nodiscard]] ExitCode exit_code_of_status(int http_status);

struct Remote {  // how to reach a server
  std::string url = "http://127.0.0.1:8080";
  std::string token;
  bool json = false;
};

struct ServeOptions {
  std::string folder = "./trama-data", address = "127.0.0.1", token_file, web_folder;
  std::vector<std::string> hosts;
  int port = 8080;
  std::uint32_t workers = 0;
  std::uint32_t cache_mib = 128;
  std::uint32_t stale_days = 30;
  bool insecure = false, demo = false;
};
int serve(const ServeOptions& options);

struct RegisterOptions {
  Remote remote;
  std::vector<std::string> files;  // "-" = standard input
  std::string if_match, reason;
  std::string override_gates;  // "window", "acknowledgement", or both with a comma between
  bool strict = false, dry_run = false;
};
int register_files(const RegisterOptions& options);

struct GetOptions {
  Remote remote;
  std::string id, version, format = "original", as_of;
  bool versions = false;
};
int get(const GetOptions& options);

struct DiffOptions {
  Remote remote;
  std::vector<std::string> what;  // a contract of the server, or two files
  std::string from, to;           // versions of the contract
};
int diff(const DiffOptions& options);

struct RetireOptions {
  Remote remote;
  std::string id, reason;
};
int retire(const RetireOptions& options);

struct EraseOptions {
  Remote remote;
  std::string id, version, reason;
};
int erase(const EraseOptions& options);

struct ListOptions {
  Remote remote;
  std::string domain, owner, tag, classification, platform, status, as_of;
  bool retired = false;
  std::uint64_t limit = 0;  // 0: all
};
int list(const ListOptions& options);

struct SearchOptions {
  Remote remote;
  std::vector<std::string> words;
  std::vector<std::string> domain, owner, tag, classification, platform, status;
  std::string sort;
  std::uint64_t limit = 20, min_seq = 0;
  bool retired = false, facets = false, explain = false;
};
int search(const SearchOptions& options);

struct SuggestOptions {
  Remote remote;
  std::vector<std::string> words;
  std::uint64_t limit = 8;
};
int suggest(const SuggestOptions& options);

struct LineageOptions {
  Remote remote;
  std::string node, direction = "both", level, format, as_of, kind, jobs;
  std::vector<std::string> relation;
  std::optional<std::uint32_t> depth;
  std::uint64_t limit = 0;  // 0: all, page by page
};
int lineage(const LineageOptions& options);

struct LineageDiffOptions {
  Remote remote;
  std::string node, from, to, direction, kind;  // node "": the whole catalog
  std::optional<std::uint32_t> depth;
};
int lineage_diff(const LineageDiffOptions& options);

struct ImpactOptions {
  Remote remote;
  std::string node, change = "remove", certainty, format, as_of, kind;
  std::uint64_t limit = 0;  // 0: all, page by page
};
int impact(const ImpactOptions& options);

struct PathsOptions {
  Remote remote;
  std::string from, to, level;
  std::uint32_t k = 5;
};
int paths(const PathsOptions& options);

struct ConsumerOptions {
  Remote remote;
  std::string id, file;
  bool remove = false;
};
int consumer(const ConsumerOptions& options);

struct AgreementsOptions {
  Remote remote;
  std::string id;
};
int agreements(const AgreementsOptions& options);

struct CompatibilityOptions {
  Remote remote;
  std::string id;                // what holds for this contract
  std::string scope;             // catalog, domain:NAME or contract:ID
  std::vector<std::string> set;  // MEMBER=VALUE
  std::string reason;
  bool remove = false;
};
int compatibility(const CompatibilityOptions& options);

struct ProposalsOptions {
  Remote remote;
  std::string id, state;
};
int proposals(const ProposalsOptions& options);

struct ProposeOptions {
  Remote remote;
  std::string file, expires, reason;  // "-" = standard input
};
int propose(const ProposeOptions& options);

struct ProposalOptions {
  Remote remote;
  std::string id, proposal;
  std::string acknowledge, object, comment;  // the consumer that answers, and what it says
  std::string reason, override_gates;
  bool withdraw = false, publish = false, dry_run = false;
};
int proposal(const ProposalOptions& options);

struct CheckOptions {
  Remote remote;
  std::vector<std::string> files;  // "-" = standard input
  std::string against;             // address of a server, folder, git ref; "" = remote.url
  std::string policy, format = "table", fail_on = "error";
  std::vector<std::string> reports;  // FORMAT=FILE
  bool strict = false;
};
int check(const CheckOptions& options);
[[nodiscard]] bool is_report_option(const std::string& text);  // FORMAT=FILE

struct EdgeOptions {
  Remote remote;
  std::string from, to, relation, type, subtype, reason, remove;
};
int edge(const EdgeOptions& options);

struct AliasOptions {
  Remote remote;
  std::string alias, node, reason;
  bool remove = false;
};
int alias(const AliasOptions& options);

struct RulesOptions {
  bool json = false;
};
int rules(const RulesOptions& options);  // needs no server: the table is the binary's

struct ChangesOptions {
  Remote remote;
  std::uint64_t since = 0;
  bool follow = false;
};
int changes(const ChangesOptions& options);

struct ImportEventsOptions {
  Remote remote;
  std::vector<std::string> files;  // NDJSON, also gzip; "-" = standard input
  std::uint64_t from_line = 1;
};
int import_events(const ImportEventsOptions& options);

struct ImportDbtOptions {
  Remote remote;
  std::vector<std::string> paths;  // target folders, project folders or manifests
  std::string space;               // namespace of the warehouse
  bool dry_run = false;
};
int import_dbt(const ImportDbtOptions& options);

struct ImportSqlOptions {
  Remote remote;
  std::vector<std::string> paths;  // .sql files, or folders of them
  std::string name, dialect, space, catalog, schema;
  bool dry_run = false;
};
int import_sql(const ImportSqlOptions& options);

struct SweepOptions {
  Remote remote;
  std::string older_than, reason;
  bool dry_run = false;
};
int sweep(const SweepOptions& options);

struct ManifestsOptions {
  Remote remote;
  std::string id, reason;  // "": all
  bool remove = false;
};
int manifests(const ManifestsOptions& options);

struct JobsOptions {
  Remote remote;
  std::string id;  // "": all jobs
};
int jobs(const JobsOptions& options);

struct RunOptions {
  Remote remote;
  std::string id;
};
int run_by_id(const RunOptions& options);

struct DatasetOptions {
  Remote remote;
  std::string id;
};
int dataset(const DatasetOptions& options);

struct StatusOptions {
  Remote remote;
  std::string id;
};
int status(const StatusOptions& options);

struct ImportOptions {
  Remote remote;
  std::vector<std::string> paths;  // files, or folders of contracts; or one folder made by export
  std::string folder;              // --data: straight into a store that no server has open
  bool strict = false;
};
int import_paths(const ImportOptions& options);

struct ExportOptions {
  std::string folder = "./trama-data", out;
};
int export_folder(const ExportOptions& options);

struct FsckOptions {
  std::string folder = "./trama-data";
  bool json = false;
};
int fsck(const FsckOptions& options);

struct InitOptions {
  std::string file = "datacontract.yaml", id = "urn:datacontract:my-domain:my-product", name = "My product";
  bool force = false;
};
int init(const InitOptions& options);

// Parses and runs; the whole program but for its environment.
int run(int argc, char** argv);

}  // namespace trama::cli
