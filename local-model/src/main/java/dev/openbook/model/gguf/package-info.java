/**
 * Reads GGUF model files: metadata and quantised tensors.
 *
 * <p>In: a path. Out: {@link dev.openbook.model.gguf.GgufFile}, whose sizes, names and layout have all been checked against
 * the bytes that are there. Nothing in the file is trusted: what does not fit is refused by name with one line, before
 * memory is taken for it. Next: {@code tokenizer} for the vocabulary, {@code llama} for the weights.
 *
 * <p>Format: <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">GGUF, versions 2 and 3</a>, little-endian.
 */
package dev.openbook.model.gguf;
