"""Merkle: the published values for the eight leaves of Certificate Transparency, an oracle, and no proof of a lie."""

from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hudna.journal.merkle import EMPTY, Frontier, consistency, includes, inclusion, is_beginning, leaf, node, root

LEAVES = [
    leaf(bytes.fromhex(data))
    for data in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 §2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node(naive(leaves[:split]), naive(leaves[split:]))


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_the_published_ones(size: int) -> None:
    assert root(LEAVES[:size]).hex() == ROOTS[size]
    assert naive(LEAVES[:size]).hex() == ROOTS[size]


def test_a_proof_is_the_published_one() -> None:
    assert [one.hex() for one in inclusion(LEAVES, 0)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [one.hex() for one in consistency(LEAVES, 6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def made(size: int) -> list[bytes]:
    return [leaf(str(number).encode()) for number in range(size)]


@given(st.integers(0, 200))
def test_a_growing_tree_has_the_root_of_the_definition(size: int) -> None:
    assert root(made(size)) == naive(made(size))


def test_every_place_of_every_small_tree_is_proved_and_no_other() -> None:
    for size in range(1, 34):
        leaves = made(size)
        whole = naive(leaves)
        for index in range(size):
            path = inclusion(leaves, index)
            for claimed in range(size + 1):
                assert includes(leaves[index], claimed, size, path, whole) is (claimed == index)


def test_every_beginning_of_every_small_tree_is_proved_and_no_other() -> None:
    for size in range(1, 34):
        leaves = made(size)
        for old in range(1, size + 1):
            path = consistency(leaves, old)
            for claimed in range(size + 2):
                told = is_beginning(claimed, naive(leaves[:old]), size, naive(leaves), path)
                assert told is (claimed == old)


@given(st.integers(2, 300), st.data())
def test_a_changed_path_leaf_or_root_is_never_accepted(size: int, data: st.DataObject) -> None:
    leaves = made(size)
    index = data.draw(st.integers(0, size - 1))
    path, whole = inclusion(leaves, index), root(leaves)
    assert includes(leaves[index], index, size, path, whole)
    changed = list(path)
    way = data.draw(st.sampled_from(["flip", "drop", "add", "swap"]))
    at = data.draw(st.integers(0, len(path) - 1))
    if way == "flip":
        changed[at] = bytes([changed[at][0] ^ 1]) + changed[at][1:]
    elif way == "drop":
        del changed[at]
    elif way == "add":
        changed.insert(at, data.draw(st.sampled_from([EMPTY, whole, leaves[0]])))
    else:
        changed.reverse()
    assume(changed != path)
    assert not includes(leaves[index], index, size, changed, whole)
    assert not includes(leaf(b"other"), index, size, path, whole)
    assert not includes(leaves[index], index, size, path, leaf(b"other"))


@given(st.integers(2, 300), st.data())
def test_a_rewritten_beginning_is_never_accepted(size: int, data: st.DataObject) -> None:
    leaves = made(size)
    old = data.draw(st.integers(1, size - 1))
    path, whole = consistency(leaves, old), root(leaves)
    assert is_beginning(old, root(leaves[:old]), size, whole, path)
    rewritten = list(leaves[:old])
    rewritten[data.draw(st.integers(0, old - 1))] = leaf(b"other")
    assert not is_beginning(old, root(rewritten), size, whole, path)
    assert not is_beginning(old, root(leaves[:old]), size, whole, [*path, EMPTY])
    assert not is_beginning(old, root(leaves[:old]), size, whole, path[:-1])
    at = data.draw(st.integers(0, len(path) - 1))
    flipped = [*path[:at], leaf(path[at]), *path[at + 1 :]]
    assert not is_beginning(old, root(leaves[:old]), size, whole, flipped)


def test_a_frontier_goes_on_from_where_it_was_left() -> None:
    leaves = made(77)
    whole = Frontier()
    for one in leaves:
        whole.add(one)
        again = Frontier(whole.size, whole.peaks)
        again.add(LEAVES[0])
        assert again.root() == root([*leaves[: whole.size], LEAVES[0]])
    with pytest.raises(ValueError):
        Frontier(3, [EMPTY])


@pytest.mark.parametrize(("size", "place"), [(0, 0), (4, 4), (4, -1)])
def test_what_is_outside_the_tree_has_no_proof(size: int, place: int) -> None:
    with pytest.raises(IndexError):
        inclusion(made(size), place)
    with pytest.raises(IndexError):
        consistency(made(size), place if place > 0 and place > size else 0)
