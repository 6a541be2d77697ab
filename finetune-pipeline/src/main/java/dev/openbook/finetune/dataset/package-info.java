/**
 * What can be asked of a corpus and trained on: facts with their wordings, read from JSON lines.
 *
 * <p>In: {@code *.jsonl} files. Out: {@link dev.openbook.finetune.dataset.Fact} records, or every fault of the files at
 * once. The evaluator turns facts into questions.
 */
package dev.openbook.finetune.dataset;
