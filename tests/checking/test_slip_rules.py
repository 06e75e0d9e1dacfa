"""What each rule of formulas and statements makes of a piece of code: that, and nothing else.

A row is a rule, what a learner wrote, and all that the rule tries in its place. Braces hold
choices: "x {+; -} n" is x + n and x - n. An empty text is a near miss: the rule is silent.
"""

import pytest

from tests.checking.slip_tables import made_by, spread

FORMULAS = [
    ("operator", "return x + n", "return x {-; *} n"),
    ("operator", "return x - n", "return x {+; /} n | return n - x"),
    ("operator", "return x * n", "return x {/; @; **; +} n"),
    ("operator", "return x / n", "return x {*; //; -} n | return n / x"),
    ("operator", "return x // n", "return x {/; %} n | return n // x"),
    ("operator", "return x % n", "return x // n"),
    ("operator", "return x ** n", "return x {*; ^} n | return n ** x"),
    ("operator", "return x @ n", "return x * n | return n @ x"),
    ("operator", "return x ^ n", "return x ** n"),
    ("operator", "return 2 * x ^ n", "return 2 {/; @; **; +} x ^ n | return {(2 * x); 2 * x} ** n"),
    ("operator", "y = f(x ^ 2)", "y = f(x ** 2)"),
    (
        "operator",
        "y += n - 1 ^ 2",
        "y += n {+; /} 1 ^ 2 | y += 1 - n ^ 2 | y += {(n - 1); n - 1} ** 2",
    ),
    ("operator", "f(x ^ n)", "f(x ** n)"),
    ("operator", "return x & n", ""),
    ("operator", "return x and n", "return x or n"),
    ("operator", "return x or n or 1", "return x and n and 1"),
    ("operator", "return x < n", ""),
    ("brackets", "return x - n / 2", "return (x - n) / 2"),
    ("brackets", "return (x - n) / 2", "return x - n / 2"),
    ("brackets", "y = f(x + n * 2)", "y = f((x + n) * 2)"),
    (
        "brackets",
        "return x * n + 1 - 2",
        "return x * {(n + 1 - 2); (n + (1 - 2))} | return {(x * (n + 1)) - 2; x * n + (1 - 2)}",
    ),
    ("brackets", "return x + n", ""),
    ("brackets", "return x + 1 + 2 + 3 + 4 + 5 * 6", ""),
    ("brackets", "return x", ""),
    ("comparison", "return x < n", "return x {<=; >; >=; ==; !=} n"),
    ("comparison", "return x <= n", "return x {<; >; >=; ==; !=} n"),
    ("comparison", "return x > n", "return x {<; <=; >=; ==; !=} n"),
    ("comparison", "return x >= n", "return x {<; <=; >; ==; !=} n"),
    ("comparison", "return x == n", "return x {<; <=; >; >=; !=} n"),
    ("comparison", "return x != n", "return x {<; <=; >; >=; ==} n"),
    ("comparison", "return x is None", ""),
    ("comparison", "return 0 < x < n", ""),
    ("off-by-one", "f(range(n))", "f(range({1, n; n + 1; n - 1}))"),
    ("off-by-one", "f(range(1, n))", "f(range({n; 0, n; 2, n; 1, n + 1; 1, n - 1}))"),
    (
        "off-by-one",
        "f(range(0, n, 3))",
        "f(range(0, n{; , 2; , 4})) | f(range({1, n; -1, n; 0, n + 1; 0, n - 1}, 3))",
    ),
    ("off-by-one", "f(range())", ""),
    ("off-by-one", "f(list(n))", ""),
    ("off-by-one", "return x + 1", "return x"),
    ("off-by-one", "return x - 1", "return x"),
    ("off-by-one", "return 1 + x", ""),
    ("off-by-one", "return x * 1", ""),
    ("off-by-one", "return x + 2", ""),
    ("off-by-one", "return x - n", ""),
    ("off-by-one", "return x[n]", "return x[n {+; -} 1]"),
    ("off-by-one", "return x[3]", "return x[{2; 4}]"),
    ("off-by-one", "return x[n, 2]", ""),
    ("off-by-one", "return x[1.5]", ""),
    ("off-by-one", "return x[True]", ""),
    ("off-by-one", "return x[1:n]", "return x[{0; 2}:n] | return x[1:n {+; -} 1]"),
    ("off-by-one", "x[n] = 0", "x[n {+; -} 1] = 0"),
    ("off-by-one", "return x.reshape(n)", "return x.reshape(n {+; -} 1)"),
    ("off-by-one", "return np.zeros(n)", "return np.zeros(n {+; -} 1)"),
    ("off-by-one", "return np.zeros(shape=n)", ""),
    ("off-by-one", "return np.sum(n)", ""),
    ("one-more", "return x", "return x {+; -} 1"),
    ("one-more", "return x, n", "return x {+; -} 1, n | return x, n {+; -} 1"),
    ("one-more", "y = n", "y = n {+; -} 1"),
    ("one-more", "y += n", ""),
    ("one-more", "f(x)", ""),
    ("one-more", "return x[n:]", "return x[n:] {+; -} 1"),
    ("one-more", "return x * 2", "return x * 2 {+; -} 1 | return (x {+; -} 1) * 2"),
    ("one-more", "f(x + 2)", "f(x {+; -} 1 + 2) | f(x + {1; 3})"),
    ("one-more", "f(x - 2)", "f(x {+; -} 1 - 2) | f(x - {1; 3})"),
    ("one-more", "f(2 - x)", "f(2 - (x {+; -} 1))"),
    ("one-more", "f(x - 0.5)", "f(x {+; -} 1 - 0.5)"),
    ("one-more", "f(x - True)", "f(x {+; -} 1 - True)"),
    ("one-more", "return 2", ""),
    ("sign", "return -x", "return x"),
    ("sign", "f(-x)", "f(x)"),
    ("sign", "return x", "return -x"),
    ("sign", "y = x + n", "y = -(x + n)"),
    ("sign", "y += x", "y += -x"),
    ("sign", "f(not x)", ""),
    ("sign", "f(x)", ""),
    ("hard-coded", "f(3)", "f({x; n}) | f(len({x; n})) | f({x; n}.shape[{0; 1; 2; 3}])"),
    ("hard-coded", "f(0.5)", "f({x; n}) | f(len({x; n})) | f({x; n}.shape[{0; 1; 2; 3}])"),
    (
        "hard-coded",
        "a = b = c = f(3)",
        "a = b = c = f({x; n; a; b; c})"
        " | a = b = c = f(len({x; n; a; b})) | a = b = c = f({x; n; a; b}.shape[{0; 1; 2; 3}])",
    ),
    ("hard-coded", "f(True)", ""),
    ("hard-coded", "f('3')", ""),
    ("number", "f(3)", "f({0; 1; 2; 1.5; 6; -2; -3; 30; 0.3})"),
    ("number", "f(0)", "f({1; 2})"),
    ("number", "f(1.0)", "f({0; 2; 0.5; 2.0; 0.0; -1.0; 10.0; 0.1})"),
    ("number", "y = 0", "y = {1; 2; float('inf'); -float('inf'); None}"),
    ("number", "f(True)", ""),
    ("number", "f(None)", ""),
    ("term", "return x * n + 1", "return {x * n; 1; x + 1; n + 1}"),
    ("term", "y = x @ n", "y = {x; n}"),
    ("term", "return x & n", ""),
    ("missing-term", "return 3", "return 3 {*; /; +; -} {x; n; 2; len(x); len(n)}"),
    ("missing-term", "y = n", "y = n {*; /; +; -} {x; y; 2; len(x); len(n)}"),
    ("missing-term", "x += n", "x += n {*; /; +; -} {x; 2; len(x); len(n)}"),
    (
        "missing-term",
        "f(n & 2)",
        "f(n {*; /; +; -} {x; 2; len(x); len(n)} & 2)"
        " | f(n & 2 {*; /; +; -} {x; n; len(x); len(n)})",
    ),
    (
        "missing-term",
        "return x, n",
        "return x {*; /; +; -} {n; 2; len(x); len(n)}, n"
        " | return x, n {*; /; +; -} {x; 2; len(x); len(n)}",
    ),
    ("missing-term", "x[0], n = f()", "x[0], n = f() {*; /; +; -} {x; n; 2; len(x); len(n)}"),
    (
        "missing-term",
        "a = b = c = d = e = g = h = (1,) or x + n",
        "a = b = c = d = e = g = h = ((1,) or x + n)"
        " {*; /; +; -} {x; n; a; b; c; d; e; g; h; 2; len(x); len(n)}"
        " | a = b = c = d = e = g = h ="
        " (1 {*; /; +; -} {x; n; a; b; c; d; e; g; 2; len(x); len(n)},) or x + n"
        " | a = b = c = d = e = g = h ="
        " (1,) or x {*; /; +; -} {n; a; b; c; d; e; g; 2; len(x); len(n)} + n"
        " | a = b = c = d = e = g = h ="
        " (1,) or x + (n {*; /; +; -} {x; a; b; c; d; e; g; 2; len(x); len(n)})",
    ),
    ("missing-term", "f(x)", ""),
]

STATEMENTS = [
    ("gathering", "y += x", "y = x | y {-; *; /}= x"),
    ("gathering", "y -= x", "y = x | y {+; *; /}= x"),
    ("gathering", "y *= x", "y = x | y {+; -; /}= x"),
    ("gathering", "y /= x", "y = x | y {+; -; *}= x"),
    ("gathering", "y **= x", "y = x | y {+; -; *; /}= x"),
    ("gathering", "y |= x", ""),
    ("gathering", "y = x", "y += x"),
    ("gathering", "y[n] = x", "y[n] += x"),
    ("gathering", "y.z = x", ""),
    ("gathering", "y = z = x", ""),
    ("gathering", "y, z = x", ""),
    ("return", "print(n)\nreturn", "return n\nreturn | return print(n)\nreturn"),
    ("return", "print(x, n)\nreturn", "return print(x, n)\nreturn"),
    ("return", "f(n)\nreturn", "return f(n)\nreturn"),
    ("return", "'a text'\nreturn", ""),
    ("return", "return x", "yield x"),
    ("return", "y = x", "y = x\nreturn {x; n; y}"),
    ("return", "for i in x:\n n += i", "for i in x:\n n += i\nreturn {x; n; i}"),
    ("break", "while x:\n break", "while x:\n {continue; pass}"),
    ("break", "while x:\n continue", "while x:\n pass"),
    ("break", "while x:\n pass", ""),
    ("condition", "if x:\n n = 1", "if {not x; True; False}:\n n = 1"),
    ("condition", "return 1 if x else n", "return 1 if {not x; True; False} else n"),
    (
        "condition",
        "if 1 if x else n:\n n = 2",
        "if {not (1 if x else n); True; False}:\n n = 2"
        " | if 1 if {not x; True; False} else n:\n n = 2",
    ),
    ("condition", "while x:\n n = 1", ""),
    ("condition", "return [y for y in x if y]", ""),
    ("statement", "y = x", "pass"),
    ("statement", "y += x", "pass"),
    ("statement", "f(x)", "pass"),
    ("statement", "if x:\n return n", "pass"),
    ("statement", "for i in x:\n y = 1", "for i in x:\n pass"),
    ("statement", "'a text'", ""),
    ("statement", "return x", ""),
    ("sequence", "y = x\nz = n\nreturn", "z = n\ny = x\nreturn | y = x\nreturn\nz = n"),
    ("sequence", "for i in x:\n y = i\n z = i", "for i in x:\n z = i\n y = i"),
    ("sequence", "for i in x:\n y = i", ""),
    ("sequence", "f(x, n)", ""),
    # a statement in or out of a loop
    (
        "level",
        "for i in x:\n a = i\n b = i",
        "for i in x:\n a = i\nb = i | a = i\nfor i in x:\n b = i",
    ),
    ("level", "while x:\n a = n\n b = n", "while x:\n a = n\nb = n | a = n\nwhile x:\n b = n"),
    ("level", "if x:\n a = n\n b = n", "if x:\n a = n\nb = n"),
    (
        "level",
        "for i in x:\n a += i\n b = i\ny = n",
        "for i in x:\n a += i\nb = i\ny = n | for i in x:\n a += i\n b = i\n y = n",
    ),
    ("level", "for i in x:\n a = i", ""),
    (
        "level",
        "f()\ny = 0\nfor i in x:\n y += i\ng(y)\nreturn y",
        "f()\ny = 0\nfor i in x:\n y += i\n g(y)\nreturn y"
        " | f()\nfor i in x:\n y = 0\n y += i\ng(y)\nreturn y",
    ),
    (
        "level",
        "y += 1\nwhile x:\n n -= y\nif n:\n x = 0",
        "while x:\n y += 1\n n -= y\nif n:\n x = 0",
    ),
    ("level", "f(x)\nfor i in x:\n n -= i", ""),
    ("level", "for i in x:\n a = i\nwhile n:\n b = i", ""),
    ("level", "a = 1\nif x:\n a = 2\nreturn a", ""),
    ("level", "f(x)\nif x:\n f(n)\n g(n)\ng(x)", "f(x)\nif x:\n f(n)\ng(n)\ng(x)"),
    # two loops
    (
        "level",
        "for i in x:\n for j in n:\n  a = j\n  b += j",
        "for i in x:\n for j in n:\n  a = j\nb += j | for i in x:\n for j in n:\n  a = j\n b += j"
        " | for i in x:\n a = j\n for j in n:\n  b += j",
    ),
    (
        "level",
        "for i in x:\n f(i)\n if i:\n  f(n)\n  b += j",
        "for i in x:\n f(i)\nif i:\n f(n)\n b += j | for i in x:\n f(i)\n if i:\n  f(n)\nb += j"
        " | for i in x:\n f(i)\n if i:\n  f(n)\n b += j",
    ),
    (
        "level",
        "for i in x:\n f(i)\n for j in n:\n  a += j\nreturn a",
        "for i in x:\n f(i)\nfor j in n:\n a += j\nreturn a"
        " | for i in x:\n f(i)\n for j in n:\n  a += j\n return a"
        " | for i in x:\n f(i)\n for j in n:\n  a += j\n  return a",
    ),
    (
        "level",
        "for i in x:\n if i:\n  a += i\nreturn a",
        "for i in x:\n if i:\n  a += i\n return a",
    ),
    (
        "level",
        "a = 0\nfor i in x:\n for j in n:\n  a += j\n f(a)",
        "for i in x:\n a = 0\n for j in n:\n  a += j\n f(a)"
        " | for i in x:\n for j in n:\n  a = 0\n  a += j\n f(a)"
        " | a = 0\nfor i in x:\n for j in n:\n  a += j\nf(a)"
        " | a = 0\nfor i in x:\n for j in n:\n  a += j\n  f(a)",
    ),
    ("level", "a = 0\nfor i in x:\n if i:\n  a += j", "for i in x:\n a = 0\n if i:\n  a += j"),
]


@pytest.mark.parametrize(("rule", "code", "tried"), FORMULAS + STATEMENTS)
def test_a_rule_tries_these_and_no_others(rule, code, tried):
    assert {made for _, made in made_by(rule, code)} == spread(tried)
