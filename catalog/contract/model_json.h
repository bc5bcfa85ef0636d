// The model as JSON: `format=json` on the wire and the stored form. snake_case keys named as in model.h, empty members
// left out, raw JSON members (Custom::json, examples, enum_values, operators, arguments) inlined as JSON.
// to_json and from_json round-trip: from_json(to_json(c)) has the fingerprint of c. Pure functions; any thread.
//
// The shape, by object. `!` always there, T[] a list, {T} a map by name, any = any JSON; the rest is text.
//   Contract        kind! contract|product, source! Source, id, version, title, status, domain, tenant, data_product,
//                   description, purpose, owner, team_description, members Member[], contacts Contact[],
//                   support Support[], tags text[], classification, created, deprecated bool, deprecated_since,
//                   successor, servers Server[], datasets Dataset[], quality QualityRule[], sla Sla[], terms Terms,
//                   price Price, roles Role[], links Link[], history HistoryEntry[], ports Port[], custom Custom[]
//   Source          dialect! article|dcs|odcs2|odcs3|odps, syntax! yaml|json, spec_version
//   Custom          name, value any, description
//   Link            type, url, description
//   Duration        months! integer, seconds! number
//   LogicalType     kind (model_words.h: string, int8, ..., null; absent = unknown), precision integer, scale integer,
//                   zone with_zone|without_zone, raw
//   Reference       contract, table, path, text
//   LineageInput    from Reference, type DIRECT|INDIRECT, subtype, description, masking bool
//   QualityOperator name, value any
//   QualityRule     id, name, description, type, metric, rule, dimension, severity, unit, business_impact, method,
//                   schedule, scheduler, query, dialect, engine, implementation any, arguments any,
//                   operators QualityOperator[], tags text[], links Link[], custom Custom[]
//   Constraints     min_length, max_length, min_items, max_items, min_properties, max_properties (integers), minimum,
//                   maximum, exclusive_minimum, exclusive_maximum, multiple_of (text, as spelled), pattern, format,
//                   unique_items bool, enum_values any[]
//   Field           name, path, id, type LogicalType, physical_type, physical_types {text}, physical_name,
//                   business_name, title, description, required bool, unique bool, primary_key integer, partition
//                   integer, constraints Constraints, pii bool, classification, encrypted_name, unit, critical bool,
//                   tags text[], examples any[], links Link[], quality QualityRule[], references Reference[],
//                   inputs LineageInput[], transform_logic, transform_description, deprecated bool, deprecated_since,
//                   successor, previous_name, aliases text[], children Field[], items Field[] (0 or 1),
//                   map_key Field[] (0 or 1), map_value Field[] (0 or 1), custom Custom[]
//   Relationship    type, from text[], to Reference[], custom Custom[]
//   Dataset         name, id, physical_name, kind, business_name, title, description, granularity, classification,
//                   tags text[], fields Field[], quality QualityRule[], relationships Relationship[],
//                   inputs LineageInput[], links Link[], examples any[], additional_fields bool, deprecated bool,
//                   deprecated_since, successor, custom Custom[]
//   Role            name, description, access, first_approvers, second_approvers, custom Custom[]
//   Server          name, type, environment, description, properties {text}, roles Role[], custom Custom[]
//   Sla             property, value, value_ext, unit, element, driver, description, schedule, scheduler,
//                   duration Duration, percent number, custom Custom[]
//   Member          username, name, description, role, date_in, date_out, replaced_by, tags text[], custom Custom[]
//   Contact         name, email, url, custom Custom[]
//   Support         channel, url, tool, scope, description, invitation_url, custom Custom[]
//   Price           amount, currency, unit
//   Terms           usage, limitations, billing, notice_period, notice Duration, retention, retention_period Duration,
//                   policies TermsPolicy[], custom Custom[]
//   TermsPolicy     type, description, url
//   HistoryEntry    version, date, changes
//   Port            direction! input|output|management, name, version, description, type, contract, content, url,
//                   channel, tags text[], input_contracts [{contract!, version!}], custom Custom[]
#pragma once

#include <string>
#include <string_view>

#include "catalog/base/result.h"
#include "catalog/contract/model.h"

namespace trama::contract {

[[nodiscard]] std::string to_json(const Contract& contract);
[[nodiscard]] Result<Contract> from_json(std::string_view json);  // error: corrupt

}  // namespace trama::contract
