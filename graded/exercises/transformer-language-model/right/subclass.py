class LanguageModel(Encoder):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__(
            num_layers, d_model, num_heads, d_ff, dropout=0, norm_first=True
        )
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.places = SinusoidalPositionalEncoding(d_model)

    def forward(self, tokens):
        _, T = tokens.shape
        x = super().forward(
            self.places(self.embedding(tokens)), causal_mask(T)
        )
        return x.matmul(self.embedding.table.weight.mT)
