"""
keeps: 4
tells: the norm comes after each sublayer; build the layers with norm_first=True
"""


class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        self.layers = Encoder(
            num_layers, d_model, num_heads, d_ff, dropout=0.0
        )

    def forward(self, tokens):
        x = self.positions(self.embedding(tokens))
        x = self.layers(x, causal_mask(tokens.shape[1]))
        return nn.functional.linear(x, self.embedding.table.weight)
