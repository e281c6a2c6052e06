"""What all envelopes have alike."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Envelope(BaseModel):
    """An envelope of AWS, by our names or by AWS's; fields that are not known here are kept."""

    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)
