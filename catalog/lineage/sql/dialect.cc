#include "catalog/lineage/sql/dialect.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <utility>

#include "catalog/base/text.h"

namespace trama::lineage::sql {
namespace {

// The keywords of PostgreSQL 15, between blanks.
constexpr std::string_view kKeywords =
    " abort absolute access action add admin after aggregate all also alter always analyse analyze and any"
    " array as asc asensitive assertion assignment asymmetric at atomic attach attribute authorization"
    " backward before begin between bigint binary bit boolean both breadth by cache call called cascade"
    " cascaded case cast catalog chain char character characteristics check checkpoint class close cluster"
    " coalesce collate collation column columns comment comments commit committed compression concurrently"
    " configuration conflict connection constraint constraints content continue conversion copy cost create"
    " cross csv cube current current_catalog current_date current_role current_schema current_time"
    " current_timestamp current_user cursor cycle data database day deallocate dec decimal declare default"
    " defaults deferrable deferred definer delete delimiter delimiters depends depth desc detach dictionary"
    " disable discard distinct do document domain double drop each else enable encoding encrypted end enum"
    " escape event except exclude excluding exclusive execute exists explain expression extension external"
    " extract false family fetch filter finalize first float following for force foreign forward freeze from"
    " full function functions generated global grant granted greatest group grouping groups handler having"
    " header hold hour identity if ilike immediate immutable implicit import in include including increment"
    " index indexes inherit inherits initially inline inner inout input insensitive insert instead int integer"
    " intersect interval into invoker is isnull isolation join key label language large last lateral leading"
    " leakproof least left level like limit listen load local localtime localtimestamp location lock locked"
    " logged mapping match matched materialized maxvalue merge method minute minvalue mode month move name"
    " names national natural nchar new next nfc nfd nfkc nfkd no none normalize normalized not nothing notify"
    " notnull nowait null nullif nulls numeric object of off offset oids old on only operator option options"
    " or order ordinality others out outer over overlaps overlay overriding owned owner parallel parameter"
    " parser partial partition passing password placing plans policy position preceding precision prepare"
    " prepared preserve primary prior privileges procedural procedure procedures program publication quote"
    " range read real reassign recheck recursive ref references referencing refresh reindex relative release"
    " rename repeatable replace replica reset restart restrict return returning returns revoke right role"
    " rollback rollup routine routines row rows rule savepoint schema schemas scroll search second security"
    " select sequence sequences serializable server session session_user set setof sets share show similar"
    " simple skip smallint snapshot some sql stable standalone start statement statistics stdin stdout storage"
    " stored strict strip subscription substring support symmetric sysid system table tables tablesample"
    " tablespace temp template temporary text then ties time timestamp to trailing transaction transform treat"
    " trigger trim true truncate trusted type types uescape unbounded uncommitted unencrypted union unique"
    " unknown unlisten unlogged until update user using vacuum valid validate validator value values varchar"
    " variadic varying verbose version view views volatile when where whitespace window with within without"
    " work wrapper write xml xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse"
    " xmlpi xmlroot xmlserialize xmltable year yes zone ";
constexpr std::string_view kReserved =
    " all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate"
    " collation column concurrently constraint create cross current_catalog current_date current_role"
    " current_time current_timestamp current_user default deferrable desc distinct do else end except false"
    " fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull"
    " join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or"
    " order outer overlaps placing primary references returning right select session_user similar some"
    " symmetric table tablesample then to trailing true union unique user using variadic verbose when where"
    " window with ";

std::set<std::string_view> words_of(std::string_view text) {
  std::set<std::string_view> words;
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) words.insert(word);
  }
  return words;
}

DialectTraits make_traits(Dialect dialect) {
  DialectTraits t;
  t.dialect = dialect;
  switch (dialect) {
    case Dialect::generic:
      t.lateral_aliases = t.struct_access = true;
      break;
    case Dialect::postgres:
      break;
    case Dialect::redshift:
      t.lateral_aliases = true;
      break;
    case Dialect::duckdb:
      t.lateral_aliases = t.struct_access = t.lambdas = true;
      t.fold = Fold::keep;
      break;
    case Dialect::snowflake:
      t.fold = Fold::upper;
      t.backslash_escapes = t.slash_comments = t.colon_paths = t.lateral_aliases = t.lambdas = true;
      break;
    case Dialect::bigquery:
      t.fold = Fold::keep;
      t.double_quoted_strings = t.backslash_escapes = t.hash_comments = t.triple_quotes = t.struct_access = true;
      break;
    case Dialect::spark:
      t.double_quoted_strings = t.backslash_escapes = t.colon_paths = t.lateral_aliases = true;
      t.struct_access = t.lambdas = true;
      break;
    case Dialect::mysql:
      t.fold = Fold::keep;
      t.double_quoted_strings = t.backslash_escapes = t.hash_comments = true;
      break;
    case Dialect::tsql:
      t.fold = Fold::keep;
      t.bracket_names = true;
      break;
    case Dialect::trino:
      t.struct_access = t.lambdas = true;
      break;
    case Dialect::oracle:
      t.fold = Fold::upper;
      break;
  }
  return t;
}

constexpr std::array<std::pair<std::string_view, Dialect>, 32> kNames = {{
    {"postgres", Dialect::postgres},
    {"postgresql", Dialect::postgres},
    {"greenplum", Dialect::postgres},
    {"materialize", Dialect::postgres},
    {"cockroachdb", Dialect::postgres},
    {"redshift", Dialect::redshift},
    {"duckdb", Dialect::duckdb},
    {"motherduck", Dialect::duckdb},
    {"snowflake", Dialect::snowflake},
    {"bigquery", Dialect::bigquery},
    {"spark", Dialect::spark},
    {"sparksql", Dialect::spark},
    {"databricks", Dialect::spark},
    {"hive", Dialect::spark},
    {"delta", Dialect::spark},
    {"mysql", Dialect::mysql},
    {"mariadb", Dialect::mysql},
    {"singlestore", Dialect::mysql},
    {"tsql", Dialect::tsql},
    {"mssql", Dialect::tsql},
    {"sqlserver", Dialect::tsql},
    {"synapse", Dialect::tsql},
    {"fabric", Dialect::tsql},
    {"azuresql", Dialect::tsql},
    {"trino", Dialect::trino},
    {"athena", Dialect::trino},
    {"presto", Dialect::trino},
    {"starburst", Dialect::trino},
    {"oracle", Dialect::oracle},
    {"exasol", Dialect::oracle},
    {"db2", Dialect::oracle},
    {"generic", Dialect::generic},
}};

}  // namespace

const DialectTraits& traits_of(Dialect dialect) {
  static const std::array<DialectTraits, 11> traits = [] {
    std::array<DialectTraits, 11> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = make_traits(static_cast<Dialect>(i));
    return all;
  }();
  return traits[static_cast<std::size_t>(dialect)];
}

std::string folded(std::string_view name, Fold fold) {
  std::string out(name);
  if (fold == Fold::lower) return to_lower(out);
  if (fold == Fold::upper) {
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  }
  return out;
}

bool is_keyword(std::string_view word) {
  static const std::set<std::string_view> words = words_of(kKeywords);
  return words.contains(word);
}

bool is_reserved(std::string_view word) {
  static const std::set<std::string_view> words = words_of(kReserved);
  return words.contains(word);
}

Dialect dialect_from(std::string_view word) {
  const std::string name = to_lower(word);
  const auto* it = std::ranges::find_if(kNames, [&](const auto& each) { return each.first == name; });
  return it == kNames.end() ? Dialect::generic : it->second;
}

std::string_view to_string(Dialect dialect) {
  static constexpr std::array<std::string_view, 11> kWords = {"generic",   "postgres", "redshift", "duckdb",
                                                              "snowflake", "bigquery", "spark",    "mysql",
                                                              "tsql",      "trino",    "oracle"};
  return kWords[static_cast<std::size_t>(dialect)];
}

}  // namespace trama::lineage::sql
