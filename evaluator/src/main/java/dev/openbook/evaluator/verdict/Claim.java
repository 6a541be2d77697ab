package dev.openbook.evaluator.verdict;

/** The claims of the article put to the test ("RAG vs Fine-Tuning: When to Use Each"), with what the literature expects. */
enum Claim {
    C1(
            "RAG brings knowledge at query time, fine-tuning puts it in the weights",
            "the base model near 0 on facts only the documents state, RAG well ahead (Ovadia et al. 2312.05934)",
            "accuracy"),
    C2(
            "RAG uses changed data automatically; fine-tuning goes stale",
            "RAG right again within seconds of the edit, fine-tuning stale until retrained",
            "freshness"),
    C3(
            "RAG can cite the exact source; fine-tuning cannot",
            "RAG cites where it answers; without documents nothing is cited, and attribution afterwards helps in part",
            "citations"),
    C4("RAG handles large corpora; fine-tuning does not scale with facts", "RAG's curve falls slower", ""),
    C5(
            "RAG is more accurate and hallucinates less",
            "more accurate; with a small model, invention where the documents are silent stays common",
            "accuracy"),
    C6(
            "Fine-tuning gives consistent output format",
            "a large gain on small models, a small one on large models with a good prompt",
            ""),
    C7("Fine-tuning gives tone and style", "a gain over prompting, rule by rule", ""),
    C8("A smaller tuned model matches a larger one on a narrow task", "close, on questions like those trained on", ""),
    C9(
            "Fine-tuned answers are faster (no retrieval step)",
            "sooner, but by the longer prompt and not by the retrieval; false for unmerged adapters",
            "latency"),
    C10(
            "RAG is faster to set up and cheaper to iterate, with no retraining",
            "seconds for an index against minutes for training",
            "cost"),
    C11("RAG is auditable", "most citations lead to the sentence that states the answer", "citations"),
    C12("Fine-tuning teaches permanently", "a second lesson damages the first", "freshness"),
    C13("When in doubt, start with RAG", "small regret for knowledge, large for format and tone", "");

    private final String text;
    private final String prediction;
    private final String panel;

    Claim(String text, String prediction, String panel) {
        this.text = text;
        this.prediction = prediction;
        this.panel = panel;
    }

    String text() {
        return text;
    }

    String prediction() {
        return prediction;
    }

    String panel() {
        return panel;
    }
}
