"""What a score is worth, on the judged collection: more score, more often right; none is certain."""

from benchmarks import calibration, gold


def test_a_higher_score_is_more_often_right_and_nothing_piles_up_at_the_top() -> None:
    found = calibration.ranges(gold.load())
    steps = [found[:3], found[3:5], found[5:7], found[7:]]
    shares = [sum(one.relevant for one in step) / sum(one.pairs for one in step) for step in steps]
    assert shares == sorted(shares)
    assert shares[0] < 0.05
    assert shares[2] > 0.5
    assert shares[3] > 0.8
    assert found[9].pairs <= found[8].pairs
