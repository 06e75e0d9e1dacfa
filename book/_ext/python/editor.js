// editor.js: a field to write Python in. A builder bundles this file with CodeMirror; its colors
// are those of page.css, so that they follow the theme.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import {
  defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory, undo,
} from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching, indentOnInput, indentUnit, syntaxHighlighting,
} from "@codemirror/language";
import { EditorSelection, EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

const HINT =
  "Tab indents; Escape, then Tab, leaves the editor. Ctrl+Enter (on a Mac: Cmd+Enter) ";

// ---- the line of an error

const setMark = StateEffect.define();
const markedLine = StateField.define({
  create: () => Decoration.none,
  update(marks, { changes, effects }) {
    const set = effects.find((effect) => effect.is(setMark));
    return set ? set.value : marks.map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

// ---- Escape lets the next Tab out of the field, until something else is pressed

const leaving = EditorView.domEventHandlers({
  keydown(event, view) {
    if (event.key === "Escape") view.setTabFocusMode(true);
    else if (!["Tab", "Shift", "Control", "Alt", "Meta"].includes(event.key)) {
      view.setTabFocusMode(false);
    }
  },
  blur(_, view) {
    view.setTabFocusMode(false);
  },
});

// ---- keys that a phone's keyboard hides

const insert = (before, after = "") => (view) => {
  const around = view.state.changeByRange(({ from, to }) => ({
    changes: [{ from, insert: before }, { from: to, insert: after }],
    range: EditorSelection.range(from + before.length, to + before.length),
  }));
  view.dispatch(view.state.update(around, { scrollIntoView: true, userEvent: "input" }));
};

const KEYS = [
  ["Tab", "indent", (view) => indentWithTab.run(view)],
  [":", "colon", insert(":")],
  ["[ ]", "brackets", insert("[", "]")],
  ["( )", "parentheses", insert("(", ")")],
  ["=", "equals", insert("=")],
  ["*", "star", insert("*")],
  ["\u21b6", "undo", undo],
];

function rowOfKeys(view) {
  const row = document.createElement("div");
  row.className = "python-keys";
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "Keys");
  for (const [sign, name, press] of KEYS) {
    const key = Object.assign(document.createElement("button"), { type: "button" });
    key.textContent = sign;
    key.setAttribute("aria-label", sign === "Tab" ? "Tab: indent" : `${sign} ${name}`);
    key.addEventListener("pointerdown", (event) => event.preventDefault()); // the keyboard stays
    key.addEventListener("click", () => {
      press(view);
      view.focus();
    });
    row.append(key);
  }
  return row;
}

/**
 * Put an editor into `parent`, with its row of keys and the hint how to leave it.
 *
 * `onChange(text)` is told of each change; `onRun()` of Ctrl+Enter, Cmd+Enter and Shift+Enter,
 * which `verb` ("checks", "runs") says in the hint.
 */
export function createEditor(parent, { text, label, verb, onChange, onRun }) {
  const hint = document.createElement("p");
  hint.className = "python-hint";
  hint.id = `python-hint-${document.querySelectorAll(".python-hint").length}`;
  hint.textContent = `${HINT}${verb}.`;
  const run = () => {
    onRun();
    return true;
  };
  const view = new EditorView({
    parent,
    doc: text,
    extensions: [
      leaving,
      keymap.of([
        { key: "Mod-Enter", run }, { key: "Shift-Enter", run }, indentWithTab,
        ...closeBracketsKeymap, ...historyKeymap, ...defaultKeymap,
      ]),
      lineNumbers(), history(), bracketMatching(), closeBrackets(), indentOnInput(),
      indentUnit.of("    "), EditorState.tabSize.of(4), EditorView.lineWrapping,
      python(), syntaxHighlighting(classHighlighter), markedLine,
      EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": hint.id }),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (docChanged) onChange(state.doc.toString());
      }),
    ],
  });
  parent.append(rowOfKeys(view), hint);
  // The book has keys of its own, "/" for one, which are letters here.
  parent.addEventListener("keydown", (event) => event.stopPropagation());

  const now = () => view.state.doc.toString();
  return {
    text: now,
    /** In one step of its own, which can be undone. */
    setText(insert) {
      const changes = { from: 0, to: view.state.doc.length, insert };
      view.dispatch({ changes, annotations: isolateHistory.of("full") });
    },
    focus: () => view.focus(),
    /** Mark a line, counted from 1; `null` marks none. */
    markLine(number) {
      const { doc } = view.state;
      const isLine = number >= 1 && number <= doc.lines;
      const marks = isLine
        ? Decoration.set(Decoration.line({ class: "python-wrong" }).range(doc.line(number).from))
        : Decoration.none;
      view.dispatch({ effects: setMark.of(marks) });
    },
  };
}
