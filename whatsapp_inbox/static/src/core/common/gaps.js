const GAP = /\[([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)\]/g;

/**
 * What is still to be filled in, as ``tools/placeholders.py`` finds it.
 *
 * @param {string} text
 * @param {string[]} names of placeholders
 * @returns {{name: string, start: number, end: number}[]}
 */
export function findGaps(text, names) {
    return [...(text || "").matchAll(GAP)]
        .map(({0: gap, 1: name, index}) => ({
            name,
            start: index,
            end: index + gap.length,
        }))
        .filter(({name}) => names.includes(name));
}

/**
 * The text in pieces, to mark the gaps.
 *
 * @param {string} text
 * @param {string[]} names
 * @returns {{text: string, isGap: boolean}[]}
 */
export function splitAtGaps(text, names) {
    const pieces = [];
    let end = 0;
    for (const gap of findGaps(text, names)) {
        pieces.push({text: text.slice(end, gap.start), isGap: false});
        pieces.push({text: text.slice(gap.start, gap.end), isGap: true});
        end = gap.end;
    }
    pieces.push({text: text.slice(end), isGap: false});
    return pieces.filter((piece) => piece.text);
}
