"""What each rule of calls, indices and names makes of a piece of code: that, and nothing else.

A row is a rule, what a learner wrote, and all that the rule tries in its place. Braces hold
choices: "x {+; -} n" is x + n and x - n. An empty text is a near miss: the rule is silent.
"""

import pytest

from tests.checking.slip_tables import made_by, spread

FUNCTIONS = [
    ("function", "return x.sum()", "return x.{mean; max; min; prod; median; std; var; any; all}()"),
    (
        "function",
        "return np.mean(x, 1)",
        "return np.{sum; max; min; prod; median; std; var; any; all}(x, 1)",
    ),
    (
        "function",
        "return sum(x)",
        "return {np.sum; mean; max; min; prod; median; std; var; any; all}(x)",
    ),
    (
        "function",
        "return max(x)",
        "return {sum; mean; min; prod; median; std; var; any; all}(x)"
        " | return {argmax; argmin; np.max; np.maximum; np.minimum}(x)",
    ),
    ("function", "return x.argmax(n)", "return x.{argmin; max; min}(n)"),
    ("function", "return np.log(x)", "return np.{log10; log2; log1p}(x)"),
    ("function", "return math.log2(x)", "return math.{log; log10; log1p}(x)"),
    ("function", "return np.floor(x)", "return np.{ceil; round}(x)"),
    ("function", "return round(x)", "return math.{floor; ceil}(x)"),
    ("function", "return np.maximum(x, 0)", "return {np.max; np.minimum; max}(x, 0)"),
    ("function", "return np.minimum(x, 0)", "return {np.maximum; np.max; max; np.min; min}(x, 0)"),
    ("function", "return np.sqrt(x)", "return np.{square; abs}(x)"),
    ("function", "return np.zeros(n, dtype=int)", "return np.ones(n, dtype=int)"),
    ("function", "return np.ones_like(x)", "return np.zeros_like(x)"),
    ("function", "return x.round()", ""),
    ("function", "return x.log()", ""),
    ("function", "return f(x)(n)", ""),
    ("function", "return np.sum", ""),
    ("called", "f(int(x))", "f(x)"),
    ("called", "f(np.round(x, 2))", "f(x)"),
    ("called", "f(x.round(2))", "f(x)"),
    ("called", "f(x.T)", "f(x)"),
    ("called", "f(round())", ""),
    ("called", "f(len(x))", ""),
    ("called", "f(np.sort(x))", ""),
    ("called", "f(x.sort())", ""),
    ("called", "f(np.copy(x))", ""),
    ("called", "f(np.zeros_like(x))", "f(np.zeros_like(x, dtype=float))"),
    ("called", "f(np.zeros_like(a=x))", ""),
    ("called", "f(np.empty_like(x))", ""),
    (
        "called",
        "return x",
        "return {np.array; int; float; list; np.sqrt}(x) | return x.{T; copy()}",
    ),
    (
        "called",
        "return f(x)",
        "return {np.array; int; float; list; np.sqrt}(f(x)) | return f(x).{T; copy()}",
    ),
    (
        "called",
        "return x.size",
        "return {np.array; int; float; list; np.sqrt}(x.size) | return x.size{.T; .copy(); ()}",
    ),
    ("called", "return 3", "return {np.array; int; float; list; np.sqrt}(3)"),
    ("called", "return x[n]", "return {np.array; int; float; list; np.sqrt}(x[n])"),
    ("called", "return", ""),
    ("called", "y = x", "y = x.{T; copy()}"),
    ("called", "y = x.mean", "y = x.mean{(); .T; .copy()}"),
    ("called", "y = f(x) < n", ""),
    ("called", "y = x[n]", ""),
    ("called", "y += x", ""),
    (
        "called",
        "y, x.y = n, x.mean",
        "y, x.y = n.{T; copy()}, x.mean | y, x.y = n, x.mean{(); .T; .copy()}",
    ),
    (
        "called",
        "f(x + n)",
        "f({np.sqrt; np.exp; np.log; np.abs}(x) + n) | f(x + {np.sqrt; np.exp; np.log; np.abs}(n))",
    ),
    ("called", "f(x @ 2)", "f({np.sqrt; np.exp; np.log; np.abs}(x) @ 2) | f(x.T @ 2)"),
    (
        "called",
        "f(x.y * g(n))",
        "f({np.sqrt; np.exp; np.log; np.abs}(x.y) * g(n))"
        " | f(x.y * {np.sqrt; np.exp; np.log; np.abs}(g(n)))",
    ),
    ("called", "f(x[0] + 2)", ""),
    (
        "called",
        "y = x + 3",
        "y = (x + 3).{T; copy()} | y = {np.sqrt; np.exp; np.log; np.abs}(x) + 3",
    ),
    ("called", "f(x, n)", ""),
]

ALL = "axis={0; 1; 2; -1; (0, 1); (1, 2)}"
NOT_1, NOT_2, NOT_LAST, NOT_BOTH = (ALL.replace(f" {a};", "") for a in (1, 2, -1, (0, 1)))
NOT_0 = ALL.replace("0; ", "", 1)
KEPT = f"{ALL}, keepdims=True"
ARRAYS = [
    ("axis", "f(x.sum())", f"f(x.sum({ALL})) | f(x.sum({KEPT}))"),
    ("axis", "f(x.min(axis=0))", f"f(x.min()) | f(x.min({NOT_0})) | f(x.min({KEPT}))"),
    ("axis", "f(x.max(1))", f"f(x.max()) | f(x.max({NOT_1})) | f(x.max({KEPT}))"),
    ("axis", "f(x.max((0, 1)))", f"f(x.max()) | f(x.max({NOT_BOTH})) | f(x.max({KEPT}))"),
    ("axis", "f(x.T.sum(-1))", f"f(x.T.sum()) | f(x.T.sum({NOT_LAST})) | f(x.T.sum({KEPT}))"),
    ("axis", "f(np.sum(x))", f"f(np.sum(x, {ALL})) | f(np.sum(x, {KEPT}))"),
    ("axis", "f(np.sum(x, 2))", f"f(np.sum(x)) | f(np.sum(x, {NOT_2})) | f(np.sum(x, {KEPT}))"),
    (
        "axis",
        "f(x.sum(axis=0, keepdims=True))",
        f"f(x.sum()) | f(x.sum({ALL})) | f(x.sum({NOT_0}, keepdims=True))",
    ),
    (
        "axis",
        "f(np.sort(x, axis=0))",
        f"f(np.sort(x)) | f(np.sort(x, {NOT_0})) | f(np.sort(x, {KEPT}))",
    ),
    ("axis", "f(x.max(n, axis=1))", f"f(x.max(n)) | f(x.max(n, {NOT_1})) | f(x.max(n, {KEPT}))"),
    (
        "axis",
        "f(x.max(a=n, axis=1))",
        f"f(x.max(a=n)) | f(x.max(a=n, {NOT_1})) | f(x.max(a=n, {KEPT}))",
    ),
    ("axis", "f(np.sort(x))", ""),
    ("axis", "f(np.sort(x, 0))", ""),
    ("axis", "f(sum(x))", ""),
    ("axis", "f(x.sum)", ""),
    ("whole-numbers", "f(x, dtype=int)", "f(x, dtype=float)"),
    ("whole-numbers", "f(x, dtype=np.uint8)", "f(x, dtype=float)"),
    ("whole-numbers", "f(x, dtype=np.float64)", "f(x, dtype=int)"),
    ("whole-numbers", "f(x, dtype=bool)", "f(x, dtype={int; float})"),
    ("whole-numbers", "f(x, axis=int)", ""),
    ("whole-numbers", "f(x.astype(int))", "f(x.astype(float))"),
    ("whole-numbers", "f(x.astype(np.float32))", ""),
    ("whole-numbers", "f(x.astype())", ""),
    ("whole-numbers", "f(np.zeros(n))", "f(np.zeros(n, dtype={int; float}))"),
    ("whole-numbers", "f(np.zeros(n, int))", "f(np.zeros(n, dtype=float))"),
    ("whole-numbers", "f(np.array(x, np.float32))", "f(np.array(x, dtype=int))"),
    ("whole-numbers", "f(np.ones(n, order='F'))", "f(np.ones(n, order='F', dtype={int; float}))"),
    ("whole-numbers", "f(np.full(n, 0))", "f(np.full(n, 0, dtype={int; float}))"),
    ("whole-numbers", "f(np.full(n, 0, int))", "f(np.full(n, 0, dtype=float))"),
    ("whole-numbers", "f(np.sum(x))", ""),
    ("whole-numbers", "f(zeros(n))", ""),
    ("whole-numbers", "f(np.zeros)", ""),
    ("negative-end", "f(x[:-n])", "f(x[:x.shape[0] - n])"),
    ("negative-end", "f(x[-n:])", "f(x[x.shape[0] - n:])"),
    ("negative-end", "f(x[1:-n])", "f(x[1:x.shape[0] - n])"),
    (
        "negative-end",
        "f(x[n:-n, :-n])",
        "f(x[n:x.shape[0] - n, :-n]) | f(x[n:-n, :x.shape[1] - n])",
    ),
    ("negative-end", "f(x[1, :-n])", "f(x[1, :x.shape[1] - n])"),
    ("negative-end", "x[:-n] = 0", "x[:x.shape[0] - n] = 0"),
    ("negative-end", "f(x[:-1])", ""),
    ("negative-end", "f(x[:+n])", ""),
    ("negative-end", "f(x[n:])", ""),
    ("negative-end", "f(x[-n])", ""),
    ("negative-end", "f(-n)", ""),
    ("index", "f(x[n])", "f(x) | f(x[{0; 1; 2}])"),
    ("index", "f(x[0])", "f(x) | f(x[{1; 2}])"),
    ("index", "f(x[2])", "f(x) | f(x[{0; 1}])"),
    ("index", "f(x[:n])", "f(x)"),
    ("index", "f(x[1:n:2])", "f(x) | f(x[1:n])"),
    ("index", "x[n] = 0", ""),
    ("index", "f(x + n)", "f(x[n] + n) | f(x + n[x])"),
    ("index", "y += n", "y += n[{x; y}]"),
    ("index", "f(x + y)", "f(x[n] + y)"),
    ("index", "f(x)", ""),
]

NAMES = [
    ("order", "f(x, n)", "f(n, x)"),
    ("order", "f(x, n, 1, a=2)", "f(n, x, 1, a=2) | f(1, n, x, a=2) | f(x, 1, n, a=2)"),
    (
        "order",
        "f(1, 2, 3, 4, 5, 6)",
        "f({2, 1, 3, 4, 5; 3, 2, 1, 4, 5; 4, 2, 3, 1, 5; 5, 2, 3, 4, 1;"
        " 1, 3, 2, 4, 5; 1, 4, 3, 2, 5; 1, 5, 3, 4, 2; 1, 2, 4, 3, 5; 1, 2, 5, 4, 3;"
        " 1, 2, 3, 5, 4}, 6)",
    ),
    ("order", "f(x)", ""),
    ("order", "f(x, a=n)", ""),
    ("order", "return x, n", "return n, x"),
    ("order", "return x, x", ""),
    ("order", "return [x, n]", "return [n, x]"),
    ("order", "return x, n, 1", "return {n, x, 1; 1, n, x; x, 1, n; n, 1, x; 1, x, n}"),
    (
        "order",
        "return 1, 2, 3, 4, 5, 6, 7",
        "return"
        " {2, 1, 3, 4, 5, 6; 3, 2, 1, 4, 5, 6; 4, 2, 3, 1, 5, 6; 5, 2, 3, 4, 1, 6;"
        " 6, 2, 3, 4, 5, 1; 1, 3, 2, 4, 5, 6; 1, 4, 3, 2, 5, 6; 1, 5, 3, 4, 2, 6;"
        " 1, 6, 3, 4, 5, 2; 1, 2, 4, 3, 5, 6; 1, 2, 5, 4, 3, 6; 1, 2, 6, 4, 5, 3;"
        " 1, 2, 3, 5, 4, 6; 1, 2, 3, 6, 5, 4; 1, 2, 3, 4, 6, 5}, 7"
        " | return 2, 3, 4, 5, 6, 7, 1 | return 7, 1, 2, 3, 4, 5, 6",
    ),
    ("order", "y, z = x", "z, y = x"),
    ("order", "y, z, a = x", ""),
    ("order", "[y, z] = x", ""),
    ("order", "return {x, n}", ""),
    ("order", "return x if n else 0", "return 0 if n else x"),
    ("order", "f(x[n, 1])", "f(x[1, n])"),
    ("variable", "f(x)", "f(n)"),
    ("variable", "f(x + n)", "f(n + n) | f(x + x)"),
    ("variable", "y = x", "y = {n; y}"),
    ("variable", "y = 3", ""),
    ("variable", "f(other)", ""),
    ("variable", "f(a.b)", ""),
]


@pytest.mark.parametrize(("rule", "code", "tried"), FUNCTIONS + ARRAYS + NAMES)
def test_a_rule_tries_these_and_no_others(rule, code, tried):
    assert {made for _, made in made_by(rule, code)} == spread(tried)
