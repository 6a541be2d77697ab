/**
 * Token by token: from a prompt's ids to text.
 *
 * <p>A {@link dev.openbook.model.llama.ForwardPass} gives logits; {@link dev.openbook.model.generate.Generator} picks tokens,
 * stops where it should, and keeps what it knows of the prompt for the next one; or it gives the likely answers instead of one
 * ({@link dev.openbook.model.generate.Candidate}). Next: {@code dev.openbook.model.chat}.
 */
package dev.openbook.model.generate;
