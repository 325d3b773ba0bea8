import { CST, Lexer } from 'yaml';
import { MAX_DEPTH, type ReadLimits } from '../limits.js';

export interface TokenFinding {
  readonly code: 'document-too-deep' | 'document-too-large' | 'too-many-documents';
  readonly message: string;
  readonly offset: number;
}

/** Tokens that the lexer makes up and that stand for no character of the text. */
const WITHOUT_TEXT = new Set(['doc-mode', 'flow-error-end', 'scalar']);

/**
 * Looks at the tokens alone, in constant memory, and finds what would make the recursive part of the parser run deep or long.
 * Depth by indentation needs no look: it costs as many characters as its square.
 */
export function guardTokens(text: string, limits: ReadLimits): TokenFinding | null {
  let offset = 0;
  let tokens = 0;
  let documents = 1;
  let flowDepth = 0;
  let indicatorsOfLine = 0;
  for (const source of new Lexer().lex(text)) {
    tokens += 1;
    const type = CST.tokenType(source);
    if (type === 'flow-map-start' || type === 'flow-seq-start') flowDepth += 1;
    else if (type === 'flow-map-end' || type === 'flow-seq-end') flowDepth -= 1;
    else if (type === 'newline') indicatorsOfLine = 0;
    else if (type === 'seq-item-ind' || type === 'explicit-key-ind') indicatorsOfLine += 1;
    else if (type === 'doc-start') documents += 1;
    if (flowDepth > MAX_DEPTH || indicatorsOfLine > MAX_DEPTH)
      return { code: 'document-too-deep', message: `nested more than ${MAX_DEPTH} levels deep`, offset };
    if (documents > limits.documents + 1) return { code: 'too-many-documents', message: `more than ${limits.documents} documents in one file`, offset };
    if (tokens > limits.tokens) return { code: 'document-too-large', message: `more than ${limits.tokens} YAML tokens in one file`, offset };
    if (type === null || !WITHOUT_TEXT.has(type)) offset += source.length;
  }
  return null;
}
