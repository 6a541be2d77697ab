/**
 * Text to token ids and back, and chat messages to prompts.
 *
 * <p>In: the vocabulary, merges and chat template of a {@link dev.openbook.model.gguf.GgufFile}. Out: ids for
 * {@code generate}, and from it text again, character by whole character. What a document or a person wrote can never
 * become a control token here, so it cannot open a chat turn. Next: {@code llama}, {@code onnx} and {@code generate}.
 */
package dev.openbook.model.tokenizer;
