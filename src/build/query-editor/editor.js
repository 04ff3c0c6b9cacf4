// The editor of the query page: SQL with highlighting, and completion of tables, columns and keywords. Bundled into one
// script by query-editor.sh.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { PostgreSQL, sql } from '@codemirror/lang-sql';
import { HighlightStyle, bracketMatching, forceParsing, syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState, Prec } from '@codemirror/state';
import { EditorView, drawSelection, highlightSpecialChars, keymap, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const MOST_PARSING = 1000; // ms after a key
const MONOSPACE = 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';

const look = EditorView.theme({
  '&': { fontSize: '13.5px', color: 'var(--text)', backgroundColor: 'var(--page)' },
  '&.cm-editor': { border: '1px solid var(--line)', borderRadius: '8px' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: MONOSPACE, lineHeight: '1.55', minHeight: '160px', maxHeight: '60vh' },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 12px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--chosen)',
  },
  '.cm-matchingBracket': { backgroundColor: 'var(--chosen) !important' },
  '.cm-tooltip': { border: '1px solid var(--line)', borderRadius: '8px', background: 'var(--card)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: MONOSPACE, fontSize: '13px', maxHeight: '16em' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--chosen)', color: 'var(--text)' },
  '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal' },
});

const colors = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--accent)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--three)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--two)' },
  { tag: tags.typeName, color: 'var(--accent)' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], color: 'var(--muted)', fontStyle: 'italic' },
]);

/**
 * Shows an editor in the place of a text area, which keeps the text and is hidden. The editor has a shadow root of its
 * own: there its styles are constructed, which a content security policy without inline styles allows.
 *
 * Returns {set(text), insert(text), complete(tables)}; `tables` are {name, columns}.
 */
function edit(area, label, run) {
  const host = document.createElement('div');
  host.id = 'editor';
  host.tabIndex = -1;
  const root = host.attachShadow({ mode: 'open', delegatesFocus: true });
  area.before(host);
  area.hidden = true;
  const language = new Compartment();
  let isSet = false;
  const dialect = (schema) => sql({ dialect: PostgreSQL, schema, upperCaseKeywords: true });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => (run(), true) }])),
        history(),
        highlightSpecialChars(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ icons: false }),
        placeholder('SELECT …'),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        language.of(dialect({})),
        syntaxHighlighting(colors),
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          // Completion asks the parsed text once, soon after a key; in a busy browser the parser would lag behind.
          forceParsing(update.view, update.state.selection.main.head, MOST_PARSING);
          area.value = update.state.doc.toString();
          if (!isSet) area.dispatchEvent(new Event('input'));
        }),
      ],
    }),
  });
  return {
    set(text) {
      isSet = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
      isSet = false;
    },
    insert(text) {
      view.dispatch(view.state.replaceSelection(text));
      view.focus();
    },
    complete(tables) {
      const schema = Object.fromEntries(tables.map((table) => [table.name, table.columns]));
      view.dispatch({ effects: language.reconfigure(dialect(schema)) });
    },
  };
}

window.FootfallEditor = { edit };
