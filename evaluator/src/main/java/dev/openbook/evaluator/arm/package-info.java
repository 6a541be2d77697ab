/**
 * The systems under comparison.
 *
 * <p>In: a question. Out: an {@link dev.openbook.rag.answer.Answer}. A new arm is one class that implements
 * {@link dev.openbook.evaluator.arm.Arm} and one line in {@link dev.openbook.evaluator.arm.ArmCatalog}. Next:
 * {@code metric} scores what they say, {@code experiment} asks them.
 */
package dev.openbook.evaluator.arm;
