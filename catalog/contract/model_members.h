// Every member of every noun of the model, once: the writer, the reader, the canonical form and the tests' generators
// all walk this list, so that none of them can forget a member.
//
// `members(io, noun)` calls io once per member, in the order of the JSON:
//   text(key, string)   json(key, raw JSON)   texts(key, list)   text_set(key, list)   jsons, json_set (raw JSON lists)
//   flag(key, bool)     value(key, optional number or bool)      pairs(key, name -> text; order without meaning)
//   word(key, enum)     noun(key, struct)     maybe(key, optional struct)
//   nouns(key, list of structs)               noun_set(key, list of structs whose order has no meaning)
//   about(key, struct)  as noun, but not part of the meaning (canonical.h)
#pragma once

#include <concepts>
#include <type_traits>

#include "catalog/contract/model.h"

namespace trama::contract {

template <typename T, typename Noun>
concept Like = std::same_as<std::remove_const_t<T>, Noun>;

template <typename Io>
void members(Io& io, Like<Source> auto& n) {
  io.word("dialect", n.dialect);
  io.word("syntax", n.syntax);
  io.text("spec_version", n.spec_version);
}

template <typename Io>
void members(Io& io, Like<Custom> auto& n) {
  io.text("name", n.name);
  io.json("value", n.json);
  io.text("description", n.description);
  io.json("more", n.more);
}

template <typename Io>
void members(Io& io, Like<Link> auto& n) {
  io.text("type", n.type);
  io.text("url", n.url);
  io.text("description", n.description);
  io.noun_set("custom", n.custom);
}

template <typename Io>
void members(Io& io, Like<Duration> auto& n) {
  io.number("months", n.months);
  io.number("seconds", n.seconds);
}

template <typename Io>
void members(Io& io, Like<LogicalType> auto& n) {
  io.word("kind", n.kind);
  io.value("precision", n.precision);
  io.value("scale", n.scale);
  io.word("zone", n.zone);
  io.text("raw", n.raw);
}

template <typename Io>
void members(Io& io, Like<Reference> auto& n) {
  io.text("contract", n.contract);
  io.text("table", n.table);
  io.text("path", n.path);
  io.text("text", n.text);
}

template <typename Io>
void members(Io& io, Like<LineageInput> auto& n) {
  io.noun("from", n.from);
  io.text("type", n.type);
  io.text("subtype", n.subtype);
  io.text("description", n.description);
  io.flag("masking", n.masking);
}

template <typename Io>
void members(Io& io, Like<QualityOperator> auto& n) {
  io.text("name", n.name);
  io.json("value", n.json);
}

template <typename Io>
void members(Io& io, Like<QualityRule> auto& n) {
  io.text("id", n.id);
  io.text("name", n.name);
  io.text("description", n.description);
  io.text("type", n.type);
  io.text("metric", n.metric);
  io.text("rule", n.rule);
  io.text("dimension", n.dimension);
  io.text("severity", n.severity);
  io.text("unit", n.unit);
  io.text("business_impact", n.business_impact);
  io.text("method", n.method);
  io.text("schedule", n.schedule);
  io.text("scheduler", n.scheduler);
  io.text("query", n.query);
  io.text("dialect", n.dialect);
  io.text("engine", n.engine);
  io.json("implementation", n.implementation_json);
  io.json("arguments", n.arguments_json);
  io.noun_set("operators", n.operators);
  io.text_set("tags", n.tags);
  io.noun_set("links", n.links);
  io.noun_set("custom", n.custom);
}

template <typename Io>
void members(Io& io, Like<Constraints> auto& n) {
  io.value("min_length", n.min_length);
  io.value("max_length", n.max_length);
  io.value("min_items", n.min_items);
  io.value("max_items", n.max_items);
  io.value("min_properties", n.min_properties);
  io.value("max_properties", n.max_properties);
  io.text("minimum", n.minimum);
  io.text("maximum", n.maximum);
  io.text("exclusive_minimum", n.exclusive_minimum);
  io.text("exclusive_maximum", n.exclusive_maximum);
  io.text("multiple_of", n.multiple_of);
  io.text("pattern", n.pattern);
  io.text("format", n.format);
  io.flag("unique_items", n.unique_items);
  io.json_set("enum_values", n.enum_values);
}

template <typename Io>
void members(Io& io, Like<Field> auto& n) {
  io.text("name", n.name);
  io.text("path", n.path);
  io.text("id", n.id);
  io.noun("type", n.type);
  io.text("physical_type", n.physical_type);
  io.pairs("physical_types", n.physical_types);
  io.text("physical_name", n.physical_name);
  io.text("business_name", n.business_name);
  io.text("title", n.title);
  io.text("description", n.description);
  io.flag("required", n.required);
  io.flag("unique", n.unique);
  io.value("primary_key", n.primary_key);
  io.value("partition", n.partition);
  io.noun("constraints", n.constraints);
  io.value("pii", n.pii);
  io.text("classification", n.classification);
  io.text("encrypted_name", n.encrypted_name);
  io.text("unit", n.unit);
  io.flag("critical", n.critical);
  io.text_set("tags", n.tags);
  io.jsons("examples", n.examples);
  io.noun_set("links", n.links);
  io.nouns("quality", n.quality);
  io.noun_set("references", n.references);
  io.noun_set("inputs", n.inputs);
  io.text("transform_logic", n.transform_logic);
  io.text("transform_description", n.transform_description);
  io.flag("deprecated", n.deprecated);
  io.text("deprecated_since", n.deprecated_since);
  io.text("successor", n.successor);
  io.text("previous_name", n.previous_name);
  io.text_set("aliases", n.aliases);
  io.nouns("children", n.children);
  io.nouns("items", n.items);
  io.nouns("map_key", n.map_key);
  io.nouns("map_value", n.map_value);
  io.noun_set("custom", n.custom);
}

template <typename Io>
void members(Io& io, Like<Relationship> auto& n) {
  io.text("type", n.type);
  io.texts("from", n.from);
  io.nouns("to", n.to);
  io.noun_set("custom", n.custom);
}

template <typename Io>
void members(Io& io, Like<Dataset> auto& n) {
  io.text("name", n.name);
  io.text("id", n.id);
  io.text("physical_name", n.physical_name);
  io.text("kind", n.kind);
  io.text("business_name", n.business_name);
  io.text("title", n.title);
  io.text("description", n.description);
  io.text("granularity", n.granularity);
  io.text("classification", n.classification);
  io.text_set("tags", n.tags);
  io.nouns("fields", n.fields);
  io.nouns("quality", n.quality);
  io.noun_set("relationships", n.relationships);
  io.noun_set("inputs", n.inputs);
  io.noun_set("links", n.links);
  io.jsons("examples", n.examples);
  io.value("additional_fields", n.additional_fields);
  io.flag("deprecated", n.deprecated);
  io.text("deprecated_since", n.deprecated_since);
  io.text("successor", n.successor);
  io.noun_set("custom", n.custom);
}

template <typename Io>
void members(Io& io, Like<Role> auto& n) {
  io.text("name", n.name);
  io.text("description", n.description);
  io.text("access", n.access);
  io.text("first_approvers", n.first_approvers);
  io.text("second_approvers", n.second_approvers);
  io.noun_set("custom", n.custom);
}

template <typename Io>
void members(Io& io, Like<Server> auto& n) {
  io.text("name", n.name);
  io.text("type", n.type);
  io.text("environment", n.environment);
  io.text("description", n.description);
  io.pairs("properties", n.properties);
  io.nouns("roles", n.roles);
  io.noun_set("custom", n.custom);
}

template <typename Io>
void members(Io& io, Like<Sla> auto& n) {
  io.text("property", n.property);
  io.text("value", n.value);
  io.text("value_ext", n.value_ext);
  io.text("unit", n.unit);
  io.text("element", n.element);
  io.text("driver", n.driver);
  io.text("description", n.description);
  io.text("schedule", n.schedule);
  io.text("scheduler", n.scheduler);
  io.maybe("duration", n.duration);
  io.value("percent", n.percent);
  io.noun_set("custom", n.custom);
}

template <typename Io>
void members(Io& io, Like<Member> auto& n) {
  io.text("username", n.username);
  io.text("name", n.name);
  io.text("description", n.description);
  io.text("role", n.role);
  io.text("date_in", n.date_in);
  io.text("date_out", n.date_out);
  io.text("replaced_by", n.replaced_by);
  io.text_set("tags", n.tags);
  io.noun_set("custom", n.custom);
}

template <typename Io>
void members(Io& io, Like<Contact> auto& n) {
  io.text("name", n.name);
  io.text("email", n.email);
  io.text("url", n.url);
  io.noun_set("custom", n.custom);
}

template <typename Io>
void members(Io& io, Like<Support> auto& n) {
  io.text("channel", n.channel);
  io.text("url", n.url);
  io.text("tool", n.tool);
  io.text("scope", n.scope);
  io.text("description", n.description);
  io.text("invitation_url", n.invitation_url);
  io.noun_set("custom", n.custom);
}

template <typename Io>
void members(Io& io, Like<Price> auto& n) {
  io.text("amount", n.amount);
  io.text("currency", n.currency);
  io.text("unit", n.unit);
}

template <typename Io>
void members(Io& io, Like<TermsPolicy> auto& n) {
  io.text("type", n.type);
  io.text("description", n.description);
  io.text("url", n.url);
}

template <typename Io>
void members(Io& io, Like<Terms> auto& n) {
  io.text("usage", n.usage);
  io.text("limitations", n.limitations);
  io.text("billing", n.billing);
  io.text("notice_period", n.notice_period);
  io.maybe("notice", n.notice);
  io.text("retention", n.retention);
  io.maybe("retention_period", n.retention_period);
  io.nouns("policies", n.policies);
  io.noun_set("custom", n.custom);
}

template <typename Io>
void members(Io& io, Like<HistoryEntry> auto& n) {
  io.text("version", n.version);
  io.text("date", n.date);
  io.text("changes", n.changes);
}

template <typename Io>
void members(Io& io, Like<Port> auto& n) {
  io.word("direction", n.direction);
  io.text("name", n.name);
  io.text("version", n.version);
  io.text("description", n.description);
  io.text("type", n.type);
  io.text("contract", n.contract);
  io.text("content", n.content);
  io.text("url", n.url);
  io.text("channel", n.channel);
  io.text_set("tags", n.tags);
  io.couples("input_contracts", "contract", "version", n.input_contracts);
  io.noun_set("custom", n.custom);
}

template <typename Io>
void members(Io& io, Like<Contract> auto& n) {
  io.word("kind", n.kind);
  io.about("source", n.source);
  io.text("id", n.id);
  io.text("version", n.version);
  io.text("title", n.title);
  io.text("status", n.status);
  io.text("domain", n.domain);
  io.text("tenant", n.tenant);
  io.text("data_product", n.data_product);
  io.text("description", n.description);
  io.text("purpose", n.purpose);
  io.text("owner", n.owner);
  io.text("team_description", n.team_description);
  io.nouns("members", n.members);
  io.nouns("contacts", n.contacts);
  io.nouns("support", n.support);
  io.text_set("tags", n.tags);
  io.text("classification", n.classification);
  io.text("created", n.created);
  io.flag("deprecated", n.deprecated);
  io.text("deprecated_since", n.deprecated_since);
  io.text("successor", n.successor);
  io.noun_set("servers", n.servers);
  io.nouns("datasets", n.datasets);
  io.nouns("quality", n.quality);
  io.nouns("sla", n.sla);
  io.noun("terms", n.terms);
  io.maybe("price", n.price);
  io.nouns("roles", n.roles);
  io.noun_set("links", n.links);
  io.nouns("history", n.history);
  io.nouns("ports", n.ports);
  io.noun_set("custom", n.custom);
}

}  // namespace trama::contract
