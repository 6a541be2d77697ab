/**
 * The training loop: batches, loss, AdamW, checkpoints.
 *
 * <p>Comes in: tokenised examples from {@code dev.openbook.finetune.dataset} and a
 * {@link dev.openbook.finetune.lora.LoraModel}. Goes out: a {@link dev.openbook.model.adapter.LoraAdapter}, with what it was
 * made from and at what cost ({@link dev.openbook.finetune.train.TrainingRecord}). Several that went on from the same one
 * become one in {@link dev.openbook.finetune.train.AdapterAverage}.
 */
package dev.openbook.finetune.train;
