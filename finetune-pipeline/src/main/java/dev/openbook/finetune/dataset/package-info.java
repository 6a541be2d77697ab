/**
 * What can be asked of a corpus and trained on: facts with their wordings, and chat records made of them.
 *
 * <p>In: {@code *.jsonl} files. Out: {@link dev.openbook.finetune.dataset.Fact} and
 * {@link dev.openbook.finetune.dataset.ChatRecord} values, or every fault of the files at once. The evaluator turns facts
 * into questions; {@code dev.openbook.finetune.train} learns from records.
 */
package dev.openbook.finetune.dataset;
