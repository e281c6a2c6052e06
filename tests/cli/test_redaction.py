"""What leaves the engine: no credential, and pseudonyms where rules say so, over which the code takes the same way."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eventual_connectors.cli.detectors import KINDS, credentials_in
from eventual_connectors.cli.redacting import Rules, read_rules, redacted, suspicions
from eventual_connectors.errors import UsageError
from eventual_connectors.history.events import Event
from eventual_connectors.history.file import Flow, Header
from tests.cli.shell import Shell

A40, D, H = "aB3" * 14, "1234567890", "0123456789abcdef" * 5

# In pieces, so that no scanner takes this file for a leak.
PLANTED = {
    "an age key": ("AGE-SECRET-", "KEY-1", "Q" * 58),
    "an Airtable token": ("pa", "t", A40[:14], ".", H[:64]),
    "an Anthropic key": ("sk-", "ant-", A40),
    "an Atlassian token": ("ATA", "TT3", A40),
    "an AWS access key": ("AK", "IA", "IOSFODNN7EXAMPLE"),
    "an Azure storage key": ("Account", "Key=", A40, "AAAA=="),
    "an Azure shared access signature": ("https://x.blob.example/c?s", "ig=", A40),
    "a basic authorization": ("Bas", "ic ", "dXNlcjpwYXNzd29yZA=="),
    "a bearer token": ("Bea", "rer ", A40),
    "a Databricks token": ("da", "pi", H[:32]),
    "a DigitalOcean token": ("do", "p_v1_", H[:64]),
    "a Discord token": ("M", A40[:24], ".", "abcdef", ".", A40[:30]),
    "a Docker Hub token": ("dckr_", "pat_", A40),
    "a Doppler token": ("dp.", "pt.", A40),
    "a Dynatrace token": ("dt0", "c01.", "A1" * 12, ".", "B2" * 32),
    "a GitHub token": ("gh", "p_", A40),
    "a fine-grained GitHub token": ("github_", "pat_", A40),
    "a GitLab token": ("gl", "pat-", A40),
    "a Google API key": ("AI", "za", A40[:35]),
    "a Google OAuth token": ("ya", "29.", A40),
    "a Google OAuth secret": ("GOC", "SPX-", A40),
    "a Grafana token": ("gl", "sa_", A40),
    "a HashiCorp Vault token": ("hv", "s.", A40),
    "a Heroku key": ("HR", "KU-", "01234567-89ab-cdef-0123-456789abcdef"),
    "a Hugging Face token": ("h", "f_", A40),
    "a JSON Web Token": ("ey", "JhbGciOiJIUzI1NiJ9", ".ey", "JzdWIiOiIxIn0abc", ".", A40),
    "a Linear key": ("lin_", "api_", A40),
    "a Mailchimp key": (H[:32], "-us", "14"),
    "a Mailgun key": ("ke", "y-", H[:32]),
    "a New Relic key": ("NR", "AK-", A40[:27]),
    "a Notion token": ("nt", "n_", A40),
    "an npm token": ("np", "m_", A40[:36]),
    "an Okta token": ("SS", "WS ", A40),
    "an OpenAI key": ("sk-", "proj-", A40[:20], "T3Blb", "kFJ", A40[:20]),
    "a password in a URL": ("postgres://app:", "hunter2", "@db.example/orders"),
    "a PayPal token": ("access_", "token$production$", H[:16], "$", H[:32]),
    "a PGP private key": ("-----BEGIN PGP ", "PRIVATE KEY BLOCK-----"),
    "a PlanetScale credential": ("pscale_", "pw_", A40),
    "a Postman key": ("PM", "AK-", H[:24], "-", H[:34]),
    "a private key": ("-----BEGIN RSA ", "PRIVATE KEY-----"),
    "a Pulumi token": ("pu", "l-", H[:40]),
    "a PuTTY private key": ("PuTTY-User-", "Key-File-3"),
    "a PyPI token": ("py", "pi-AgEIcHlwaS5vcmc", A40),
    "a RubyGems key": ("ruby", "gems_", H[:48]),
    "a SendGrid key": ("S", "G.", A40[:22], ".", (A40 * 2)[:43]),
    "a Sentry token": ("sn", "trys_", A40),
    "a Shopify token": ("shp", "at_", H[:32]),
    "a Slack token": ("xo", "xb-", D, "-", D, "-", A40[:24]),
    "a Slack app token": ("xa", "pp-1-", "A012345-", D),
    "a Slack webhook": ("https://hooks.", "slack.com/services/T0/B0/", A40),
    "a Square token": ("sq0", "atp-", A40[:22]),
    "a Stripe key": ("sk", "_live_", A40[:24]),
    "a Stripe webhook secret": ("wh", "sec_", A40[:32]),
    "a Supabase token": ("sb", "p_", H[:40]),
    "a Telegram bot token": (D[:9], ":A", "A", A40[:33]),
    "a Terraform Cloud token": (A40[:14], ".atlas", "v1.", A40 * 2),
    "a Twilio key": ("S", "K", H[:32]),
}


def flow_with(text: str) -> Flow:
    """A history in which a text stands wherever somebody may have put it."""
    data: list[tuple[str, dict[str, Any]]] = [
        ("execution_started", {"workflow": "w", "version": "1", "input": {"note": text}}),
        ("activity_scheduled", {"path": "a", "activity": "a", "effect": "read", "digest": "", "input": {"args": [[{"deep": text}]]}}),
        ("activity_completed", {"path": "a", "attempt": 1, "via": "answer", "result": {"said": f"it is {text}, they say"}}),
        ("signal_received", {"name": "s", "id": "1", "payload": text}),
        ("execution_failed", {"error": {"type": "builtins:ValueError", "message": f"no: {text}"}}),
    ]
    header = Header("w", "m:w", "1", "id", b"0" * 16, {"note": text}, 0, "sqlite", "3.11")
    return Flow(header, [Event(number, 0, kind, one) for number, (kind, one) in enumerate(data, 1)])


def whole(flow: Flow) -> str:
    return json.dumps([flow.header.to_json(), *(event.to_json() for event in flow.events)])


def test_there_is_an_example_of_every_kind() -> None:
    assert set(PLANTED) == set(KINDS)
    assert len(KINDS) >= 50


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_credential_is_seen_and_does_not_survive(kind: str) -> None:
    text = "".join(PLANTED[kind])
    assert kind in {found for found, _ in credentials_in(f"see {text} there")}
    flow = flow_with(text)
    assert len(suspicions(flow)) >= 6
    masked = redacted(flow, Rules(credentials=True))
    assert suspicions(masked) == []
    (secret, *_) = [value for _, value in credentials_in(text)]
    assert json.dumps(secret)[1:-1] not in whole(masked)


@pytest.mark.parametrize(
    "text",
    ["pi_3Nx", "cus_9s6XKzkNRiz8i3", "C0123456789", "sk_test", "a key-value pair", "https://x.example/a?b=c", "order-1", "ann@b.example"],
)
def test_what_is_no_credential_is_left_alone(text: str) -> None:
    assert suspicions(flow_with(text)) == []


def test_a_field_with_a_credentials_name_is_one_whatever_it_holds() -> None:
    flow = flow_with("x")
    flow.events[0].data["input"]["password"] = "hunter2"
    (one,) = suspicions(flow)
    assert (one.place, one.kind) == ("line 2: input.password", "a credential, by its name")
    masked = redacted(flow, Rules(credentials=True))
    assert suspicions(masked) == []
    assert "hunter2" not in whole(masked)


def test_numbers_and_short_texts_under_a_credentials_name_do_not_survive_either() -> None:
    flow = flow_with("x")
    card = {"card": {"number": 4242424242424242, "cvc": "12", "brand": "visa"}, "token": [1234, None, {"pin": "99"}], "secret": True}
    flow.events[0].data["input"].update(card)
    assert [one.place for one in suspicions(flow)] == ["line 2: input.card.number", "line 2: input.card.cvc", "line 2: input.token"]
    masked = redacted(flow, Rules(credentials=True))
    assert suspicions(masked) == []
    left = masked.events[0].data["input"]
    assert left["card"] == {"number": 0, "cvc": "***", "brand": "visa"}
    assert left["token"] == [0, None, {"pin": "***"}]
    assert flow.events[0].data["input"]["card"]["number"] == 4242424242424242


def test_a_credential_is_seen_in_names_and_outside_of_payloads_too() -> None:
    secret = "".join(PLANTED["a Stripe key"])
    flow = flow_with("x")
    flow.events[0].data["input"][secret] = {"deep": 1}
    assert [one.place for one in suspicions(flow)] == ["line 2: input"]
    assert secret not in whole(redacted(flow, Rules(credentials=True)))
    named = Flow(replace(flow_with("x").header, execution_id=secret), [])
    assert [one.place for one in suspicions(named)] == ["line 1: execution_id"]
    assert suspicions(redacted(named, Rules(credentials=True)))  # what the engine calls it stays, so it is still refused


def test_equal_values_stay_equal_within_an_export_and_with_a_key_across_exports() -> None:
    rules = Rules(fields=("note",))
    one = redacted(flow_with("Zoë Quist"), rules)
    other = redacted(flow_with("Zoë Quist"), rules)
    pseudonym = one.header.input["note"]
    assert "Zoë" not in whole(one)
    assert "Quist" not in whole(one)
    assert whole(one).count(pseudonym) == 6
    assert other.header.input["note"] != pseudonym
    keyed = [redacted(flow_with("Zoë Quist"), rules, b"key").header.input["note"] for _ in range(2)]
    assert keyed[0] == keyed[1]
    assert redacted(flow_with("a@b.example"), rules).header.input["note"].endswith("@example.com")


def test_rules_name_fields_by_the_end_of_their_path() -> None:
    def left(*fields: str) -> bool:
        return "Zoë" in json.dumps(redacted(flow_with("Zoë"), Rules(fields=fields)).events[1].data, ensure_ascii=False)

    assert not left("deep")
    assert not left("args.deep")
    assert not left("*.deep")
    assert left("eep")
    assert left("other.deep")


def test_an_export_with_a_suspected_credential_is_refused_and_nothing_is_written(shop: Shell) -> None:
    order = json.dumps({"id": "".join(PLANTED["a Stripe key"]), "amount": 5})
    made, refused, captured, masked, unchecked, replayed = shop.run_many(
        (["run", "shop:checkout", "--input", "-", "--id", "leak-1"], order),
        (["history", "export", "leak-1"], ""),
        (["capture", "leak-1", "-o", "flows"], ""),
        (["history", "export", "leak-1", "--mask", "-o", "masked.flow.jsonl"], ""),
        (["history", "export", "leak-1", "--unchecked", "-o", "unchecked.flow.jsonl"], ""),
        (["replay", "masked.flow.jsonl", "--json"], ""),
    )
    assert made.code == 0
    assert (refused.code, captured.code) == (2, 2)
    assert refused.error.startswith("nothing is written: line 1: input.order.id looks like a Stripe key; ")
    assert "--mask" in refused.error
    assert json.loads(order)["id"] not in refused.err
    assert not (shop.folder / "leak-1.flow.jsonl").exists()
    assert not (shop.folder / "flows").exists()
    assert json.loads(order)["id"] not in (shop.folder / "masked.flow.jsonl").read_text()
    assert json.loads(order)["id"] in (shop.folder / "unchecked.flow.jsonl").read_text()
    assert (masked.code, unchecked.code) == (0, 0)
    assert [result["verdict"] for result in replayed.json["results"]] == ["same"]


def test_rules_are_read_from_a_file_and_the_flow_plays_the_same(shop: Shell) -> None:
    shop.write("redact.toml", 'fields = ["order.id"]\npatterns = ["held-[a-z]+"]\n')
    made, exported, replayed = shop.run_many(
        (["run", "shop:checkout", "--input", "-", "--id", "rules-1"], '{"id": "zoe", "amount": 5}'),
        (["history", "export", "rules-1", "--rules", "redact.toml", "-o", "rules.flow.jsonl"], ""),
        (["replay", "rules.flow.jsonl", "--json"], ""),
    )
    assert (made.code, made.json, exported.code) == (0, {"held": "held-zoe"}, 0)
    assert "zoe" not in (shop.folder / "rules.flow.jsonl").read_text()
    assert [result["verdict"] for result in replayed.json["results"]] == ["same"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fields = 1", "fields is not a list of texts"),
        ("field = []", "'field' is not known; there are fields and patterns"),
        ('patterns = ["("]', r"the pattern '\(' is none: "),
        ("=", "is not TOML: "),
        (None, "cannot be read: No such file or directory"),
    ],
)
def test_rules_that_are_none_are_one_line(tmp_path: Path, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / "redact.toml").write_text(text)
    with pytest.raises(UsageError, match=said) as refused:
        read_rules(tmp_path / "redact.toml")
    assert re.match(re.escape(str(tmp_path)), str(refused.value))
