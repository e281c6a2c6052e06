"""What credentials look like: the forms that vendors document for theirs, and some that all share."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FORMS = {
    "an age key": r"AGE-SECRET-KEY-1[0-9A-Z]{58}",
    "an Airtable token": r"\bpat[0-9A-Za-z]{14}\.[0-9a-f]{64}\b",
    "an Anthropic key": r"\bsk-ant-[\w-]{20,}",
    "an Atlassian token": r"\bATATT3[\w=-]{20,}",
    "an AWS access key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "an Azure storage key": r"\bAccountKey=[0-9A-Za-z+/]{40,}={0,2}",
    "an Azure shared access signature": r"[?&]sig=[0-9A-Za-z%+/]{20,}",
    "a basic authorization": r"\bBasic [0-9A-Za-z+/]{12,}={0,2}",
    "a bearer token": r"\b[Bb]earer [\w.~+/-]{20,}=*",
    "a Databricks token": r"\bdapi[0-9a-h]{32}\b",
    "a DigitalOcean token": r"\bdo[oprt]_v1_[0-9a-f]{64}\b",
    "a Discord token": r"\b[MN][\w-]{23,25}\.[\w-]{6}\.[\w-]{27,38}\b",
    "a Docker Hub token": r"\bdckr_pat_[\w-]{20,}",
    "a Doppler token": r"\bdp\.(?:pt|st|ct|sa)\.[0-9A-Za-z]{40,}",
    "a Dynatrace token": r"\bdt0[a-z]\d\d\.[0-9A-Z]{24}\.[0-9A-Z]{64}\b",
    "a GitHub token": r"\bgh[opsur]_[0-9A-Za-z]{36,}\b",
    "a fine-grained GitHub token": r"\bgithub_pat_\w{22,}",
    "a GitLab token": r"\bgl(?:pat|dt|rt|cbt|ptt|agent|oas|soat)-[\w-]{20,}",
    "a Google API key": r"\bAIza[\w-]{35}\b",
    "a Google OAuth token": r"\bya29\.[\w-]{20,}",
    "a Google OAuth secret": r"\bGOCSPX-[\w-]{20,}",
    "a Grafana token": r"\bgl(?:sa|c)_[0-9A-Za-z+/=_-]{30,}",
    "a HashiCorp Vault token": r"\bhv[sbr]\.[\w-]{20,}",
    "a Heroku key": r"\bHRKU-[0-9A-Fa-f-]{36}",
    "a Hugging Face token": r"\bhf_[0-9A-Za-z]{30,}\b",
    "a JSON Web Token": r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*",
    "a Linear key": r"\blin_api_[0-9A-Za-z]{32,}",
    "a Mailchimp key": r"\b[0-9a-f]{32}-us\d{1,2}\b",
    "a Mailgun key": r"\bkey-[0-9a-z]{32}\b",
    "a New Relic key": r"\bNR(?:AK|II|JS|RA)-[0-9A-Za-z]{20,}",
    "a Notion token": r"\b(?:ntn_[0-9A-Za-z]{40,}|secret_[0-9A-Za-z]{43})\b",
    "an npm token": r"\bnpm_[0-9A-Za-z]{36}\b",
    "an Okta token": r"\bSSWS [\w-]{40,}",
    "an OpenAI key": r"\bsk-(?:proj-|svcacct-|admin-)?[\w-]*T3BlbkFJ[\w-]+",
    "a password in a URL": r"\b[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/:@]+@",
    "a PayPal token": r"\baccess_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}",
    "a PGP private key": r"-----BEGIN PGP PRIVATE KEY BLOCK-----",
    "a PlanetScale credential": r"\bpscale_(?:pw|tkn|oauth)_[\w.-]{32,}",
    "a Postman key": r"\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}\b",
    "a private key": r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----",
    "a Pulumi token": r"\bpul-[0-9a-f]{40}\b",
    "a PuTTY private key": r"PuTTY-User-Key-File-\d",
    "a PyPI token": r"\bpypi-AgEIcHlwaS5vcmc[\w-]{20,}",
    "a RubyGems key": r"\brubygems_[0-9a-f]{48}\b",
    "a SendGrid key": r"\bSG\.[\w-]{22}\.[\w-]{43}\b",
    "a Sentry token": r"\bsntry[su]_[0-9A-Za-z+/=_-]{40,}",
    "a Shopify token": r"\bshp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}\b",
    "a Slack token": r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}",
    "a Slack app token": r"\bxapp-\d-[0-9A-Za-z-]{10,}",
    "a Slack webhook": r"hooks\.slack\.com/(?:services|workflows|triggers)/[0-9A-Za-z/]{20,}",
    "a Square token": r"\bsq0(?:atp|csp|idp)-[\w-]{22,}",
    "a Stripe key": r"\b[rs]k_(?:live|test)_[0-9A-Za-z]{10,}",
    "a Stripe webhook secret": r"\bwhsec_[0-9A-Za-z+/=]{16,}",
    "a Supabase token": r"\bsbp_[0-9a-f]{40}\b",
    "a Telegram bot token": r"\b\d{8,10}:AA[\w-]{33}\b",
    "a Terraform Cloud token": r"\b[0-9A-Za-z]{14}\.atlasv1\.[\w-]{60,}",
    "a Twilio key": r"\bSK[0-9a-f]{32}\b",
}
"""What it is, and the expression that finds it. The forms are those that the vendors, and public secret scanners, document."""

KINDS = tuple(_FORMS)

_ANY = re.compile("|".join(f"(?P<k{number}>{form})" for number, form in enumerate(_FORMS.values())))


def credentials_in(text: str) -> Iterator[tuple[str, str]]:
    """What looks like a credential in a text: what it is, and the part of the text."""
    for found in _ANY.finditer(text):
        assert found.lastgroup is not None
        yield KINDS[int(found.lastgroup[1:])], found.group()
