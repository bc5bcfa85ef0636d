// Options of what producers and consumers agree on: compatibility settings, agreements, proposals.
#include "web/cli/parse.h"

namespace trama::cli {

void add_compatibility(CLI::App& app, Run* run) {
  const auto o = std::make_shared<CompatibilityOptions>();
  CLI::App* c = app.add_subcommand("compatibility",
                                   "List, show, set or remove what new versions are held to (changing: role admin)");
  c->add_option("id", o->id, "Contract id: what holds for it, and where that was set; without one all are listed");
  c->add_option("--scope", o->scope, "Settings of this scope: catalog, domain:NAME or contract:ID");
  c->add_option("--set", o->set,
                "MEMBER=VALUE: policy, version_gate, window_gate, window_days, acknowledgement_gate; repeatable. "
                "Members not named stay; MEMBER= leaves it to the wider scope");
  c->add_flag("--remove", o->remove, "Remove the settings of the scope");
  c->add_option("--reason", o->reason, "Kept with the settings and in the change log");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return compatibility(*o); }; });
}

void add_agreements(CLI::App& app, Run* run) {
  const auto o = std::make_shared<AgreementsOptions>();
  CLI::App* c = app.add_subcommand("agreements", "List who declared to use a contract, and what of it");
  c->add_option("id", o->id, "Contract id")->required();
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return agreements(*o); }; });
}

void add_proposals(CLI::App& app, Run* run) {
  const auto o = std::make_shared<ProposalsOptions>();
  CLI::App* c = app.add_subcommand("proposals", "List the proposals of a contract");
  c->add_option("id", o->id, "Contract id")->required();
  c->add_option("--state", o->state, "Only those: open, published, withdrawn or expired")
      ->check(CLI::IsMember({"open", "published", "withdrawn", "expired"}));
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return proposals(*o); }; });
}

void add_propose(CLI::App& app, Run* run) {
  const auto o = std::make_shared<ProposeOptions>();
  CLI::App* c = app.add_subcommand("propose", "Put a new version of a contract before those who use it");
  c->add_option("file", o->file, "Contract file; - reads standard input")->required();
  c->add_option("--expires", o->expires, "A duration such as 14d, a date, or an RFC 3339 time");
  c->add_option("--reason", o->reason, "Kept with the proposal");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return propose(*o); }; });
}

void add_proposal(CLI::App& app, Run* run) {
  const auto o = std::make_shared<ProposalOptions>();
  CLI::App* c = app.add_subcommand("proposal", "Show a proposal, answer it, withdraw it or publish it");
  c->add_option("id", o->id, "Contract id")->required();
  c->add_option("proposal", o->proposal, "Its proposal, e.g. proposal-12")->required();
  c->add_option("--acknowledge", o->acknowledge, "Agree in the name of this consumer");
  c->add_option("--object", o->object, "Object in the name of this consumer; needs --comment");
  c->add_option("--comment", o->comment, "What the consumer says");
  c->add_flag("--withdraw", o->withdraw, "Withdraw it; needs --reason");
  c->add_flag("--publish", o->publish, "Publish it, as register does");
  c->add_option("--override", o->override_gates,
                "Gates to pass over, for a --reason: window, acknowledgement, or both with a comma (role admin)");
  c->add_flag("--dry-run", o->dry_run, "With --publish: check and answer the same, store nothing");
  c->add_option("--reason", o->reason, "Why it is withdrawn or published; kept in the change log");
  add_remote(c, &o->remote);
  c->callback([=] { *run = [o] { return proposal(*o); }; });
}

}  // namespace trama::cli
