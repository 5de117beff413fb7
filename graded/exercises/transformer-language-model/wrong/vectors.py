"""
keeps: 2
tells: these are vectors of width d_model; the projection to the vocabulary is missing
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
        x = self.positions(self.embedding(tokens))
        return self.layers(x, causal_mask(tokens.shape[1]))
