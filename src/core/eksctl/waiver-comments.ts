import { Lexer } from 'yaml';

/** `# winharden: allow RULE[,RULE] reason` */
export interface WaiverComment {
  line: number;
  column: number;
  rules: string[];
  reason: string;
  /** The line that it speaks of. */
  covers: number;
}

const COMMENT = /^#\s*winharden:\s*allow\b\s*([^\s]*)\s*(.*?)\s*$/;

interface Comment {
  line: number;
  column: number;
  text: string;
  /** Nothing else stands on the line. */
  alone: boolean;
}

/** The waivers of a file. One on a line of its own speaks of the next line that is no comment, else of its own line. */
export function readWaiverComments(text: string): WaiverComment[] {
  const comments = readComments(text);
  const alone = new Set(comments.filter((comment) => comment.alone).map(({ line }) => line));
  return comments.flatMap((comment) => {
    const [, rules, reason] = COMMENT.exec(comment.text) ?? [];
    if (rules === undefined || reason === undefined) return [];
    let next = comment.line;
    while (alone.has(next)) next++;
    const { line, column } = comment;
    return [{ line, column, rules: rules.split(',').filter((rule) => rule !== ''), reason, covers: next }];
  });
}

/** Stands before a scalar, which may begin with a # as a comment does. */
const SCALAR = '\u001f';
/** What the lexer puts in without its being in the text. */
const MARKS = new Set(['\u0002', '\u0018', SCALAR]);

function readComments(text: string): Comment[] {
  const comments: Comment[] = [];
  let line = 1;
  let lineStart = 0;
  let offset = 0;
  let before = '';
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme.startsWith('#') && before !== SCALAR) {
      const alone = text.slice(lineStart, offset).trim() === '';
      comments.push({ line, column: offset - lineStart + 1, text: lexeme, alone });
    }
    before = lexeme;
    if (MARKS.has(lexeme)) continue;
    for (let end = lexeme.indexOf('\n'); end >= 0; end = lexeme.indexOf('\n', end + 1)) {
      line++;
      lineStart = offset + end + 1;
    }
    offset += lexeme.length;
  }
  return comments;
}
