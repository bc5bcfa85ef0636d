#include "catalog/lineage/sql/functions.h"

#include <array>
#include <string>
#include <utility>

#include "catalog/lineage/sql/tokens.h"

namespace trama::lineage::sql {
namespace {

constexpr std::string_view kAggregates =
    " count count_if countif count_big sum sumif sum_if sum0 avg mean min max any_value any first last arbitrary "
    "string_agg listagg group_concat array_agg array_concat_agg array_union_agg array_unique_agg json_agg jsonb_agg "
    "json_object_agg jsonb_object_agg json_arrayagg json_objectagg object_agg map_agg multimap_agg map_union xmlagg "
    "collect_list collect_set wm_concat group_array histogram "
    "bool_and bool_or every some booland_agg boolor_agg boolxor_agg logical_and logical_or bit_and bit_or bit_xor "
    "bitand_agg bitor_agg bitxor_agg bitmap_construct_agg "
    "stddev stddev_pop stddev_samp stdev stdevp var varp variance var_pop var_samp variance_pop variance_samp skewness "
    "kurtosis corr covar_pop covar_samp regr_slope regr_intercept regr_count regr_r2 regr_avgx regr_avgy regr_sxx "
    "regr_syy "
    "regr_sxy median mode percentile percentile_cont percentile_disc percentile_approx approx_percentile "
    "approx_quantiles "
    "approx_count_distinct approx_distinct approx_top_count approx_top_k approx_top_sum hll hll_accumulate hll_combine "
    "min_by max_by argmin argmax arg_min arg_max minmax grouping_agg product entropy quantile quantile_cont "
    "quantile_disc ratio_to_report checksum_agg uniq uniqexact sumcase avgif minif maxif list favg fsum ";
constexpr std::string_view kMasking =
    " md5 md5_hex md5_binary md5_number_lower64 md5_number_upper64 sha sha1 sha1_hex sha1_binary sha2 sha2_hex "
    "sha2_binary "
    "sha224 sha256 sha384 sha512 hash hashbytes hash_agg farm_fingerprint murmur_hash3 murmurhash3_32 hash128 xxhash64 "
    "xxh64 crc32 fnv_hash standard_hash ora_hash digest hmac hmac_sha256 binary_checksum checksum to_hash "
    "count count_if countif count_big approx_count_distinct approx_distinct mask mask_hash hashtext encrypt "
    "aes_encrypt "
    "strtol_hash cityhash64 siphash64 fingerprint ";
constexpr std::string_view kParts =
    " year years yyyy yy y yr quarter quarters qtr qq q month months mon mm m week weeks ww wk w isoweek week_iso "
    "weekiso "
    "day days dd d dayofmonth dayofweek dayofweekiso dow doy dayofyear dy hour hours hh h hr minute minutes mi n min "
    "second seconds ss s sec millisecond milliseconds ms microsecond microseconds us mcs nanosecond nanoseconds ns "
    "epoch epoch_second isoyear yearofweek decade century millennium date time timezone timezone_hour monday sunday "
    "weekday "
    "sunday dw iso_week tzoffset ";
constexpr std::string_view kPseudo =
    " sysdate systimestamp rownum rowid level ctid oid tableoid xmin _partitiontime _partitiondate _table_suffix "
    "metadata$filename metadata$file_row_number metadata$file_last_modified metadata$action metadata$isupdate "
    "metadata$row_id _metadata nextval curval getdate current_timestamp current_date current_user today now uid "
    "connect_by_isleaf input_file_name _rowid_ maxvalue minvalue _file_name _commit_timestamp _change_type ";

// 0 = first argument, 1 = second, 2 = both of the first two.
constexpr std::array<std::pair<std::string_view, int>, 26> kDateParts = {{
    {"dateadd", 0},       {"date_add", 3},       {"datediff", 0},      {"date_diff", 3},       {"datepart", 0},
    {"datename", 0},      {"date_part", 0},      {"date_trunc", 2},    {"datetrunc", 0},       {"timestampadd", 0},
    {"timestampdiff", 0}, {"timeadd", 0},        {"timediff", 0},      {"timestamp_trunc", 1}, {"datetime_trunc", 1},
    {"time_trunc", 1},    {"timestamp_diff", 3}, {"datetime_diff", 3}, {"time_diff", 3},       {"last_day", 1},
    {"trunc", 1},         {"date_bucket", 0},    {"time_slice", 2},    {"datesub", 0},         {"date_sub", 3},
    {"dateadd_", 0},
}};

}  // namespace

bool is_aggregate(std::string_view function) {
  return among(kAggregates, function);
}

bool is_masking(std::string_view function) {
  return among(kMasking, function);
}

bool is_condition(std::string_view function, std::size_t argument, std::size_t count) {
  if (function == "if" || function == "iff" || function == "nvl2" || function == "iif") return argument == 0;
  if (function == "decode" && count > 3) return argument == 0 || (argument % 2 == 1 && argument + 1 < count);
  if (function == "multiif") return argument % 2 == 0 && argument + 1 < count;
  if (function == "min_by" || function == "max_by" || function == "arg_min" || function == "arg_max") {
    return argument == 1;
  }
  return false;
}

bool takes_date_part(std::string_view function, std::size_t argument, Dialect dialect) {
  for (const auto& [name, where] : kDateParts) {
    if (name != function) continue;
    if (where == 3) return argument == 2 || (argument == 0 && dialect != Dialect::bigquery);
    if (where == 2) return dialect == Dialect::bigquery ? argument == 1 : argument == 0 || argument == 1;
    return argument == static_cast<std::size_t>(where);
  }
  return false;
}

bool is_date_part(std::string_view word) {
  return among(kParts, word);
}

std::vector<std::string_view> columns_of_function(std::string_view function) {
  if (function == "flatten") return {"seq", "key", "path", "index", "value", "this"};
  if (function == "split_to_table" || function == "strtok_split_to_table") return {"seq", "index", "value"};
  if (function == "json_each" || function == "jsonb_each" || function == "json_each_text") return {"key", "value"};
  if (function == "posexplode" || function == "posexplode_outer") return {"pos", "col"};
  if (function == "explode" || function == "explode_outer") return {"col"};
  if (function == "generate_series" || function == "regexp_split_to_table" || function == "string_to_table" ||
      function == "generate_date_array" || function == "generate_array" || function == "json_array_elements" ||
      function == "jsonb_array_elements" || function == "json_object_keys" || function == "jsonb_object_keys") {
    return {"value"};
  }
  if (function == "string_split") return {"value", "ordinal"};
  if (function == "openjson") return {"key", "value", "type"};
  return {};
}

bool is_pseudo_column(std::string_view name) {
  return among(kPseudo, name);
}

}  // namespace trama::lineage::sql
