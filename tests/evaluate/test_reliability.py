"""How far scores can be believed: the reliability table of ``kg evaluate``."""

from typing import Any

from kg.evaluate import score


def claim(number: int, supplier: str, sure: float | None) -> dict[str, Any]:
    return {"document": "x", "claim": f"c{number}", "type": "ArmsTransfer", "supplier": {"text": supplier},
            "recipient": {"text": "Chad"}, "equipment": {"text": "tanks"}, "status": "delivered",
            "factuality": "asserted", "score": sure}  # fmt: skip


def gold(supplier: str) -> dict[str, Any]:
    return {"supplier": [supplier], "recipient": ["Chad"], "equipment": ["tanks"], "quantity": None,
            "status": "delivered", "date": None, "value": None, "sentence": ""}  # fmt: skip


def test_claims_are_counted_by_the_fifth_of_their_score() -> None:
    passage = {"id": "x", "text": "", "transfers": [gold("Peru"), gold("Mali")]}
    claims = [claim(1, "Peru", 0.9), claim(2, "Mali", 1.0), claim(3, "Togo", 0.85), claim(4, "Oman", 0.2)]
    assert score([passage], claims).by_score == {"0.2 to 0.4": (1, 0.2, 0), "0.8 to 1.0": (3, 2.75, 2)}


def test_a_claim_without_a_score_is_in_no_row() -> None:
    passage = {"id": "x", "text": "", "transfers": [gold("Peru")]}
    assert score([passage], [claim(1, "Peru", None)]).by_score == {}
