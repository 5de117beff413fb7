"""
keeps: 4
tells: a position sees what comes after it; hand causal_mask(T) to the layers
"""


class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        self.layers = Encoder(
            num_layers, d_model, num_heads, d_ff, dropout=0.0, norm_first=True
        )

    def forward(self, tokens):
        x = self.layers(self.positions(self.embedding(tokens)))
        return nn.functional.linear(x, self.embedding.table.weight)
