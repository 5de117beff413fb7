"""
keeps: 4
tells: one layer is used again and again; build num_layers layers
"""


class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        layer = EncoderLayer(d_model, num_heads, d_ff, 0.0, norm_first=True)
        self.layers = nn.ModuleList([layer] * num_layers)
        self.norm = nn.LayerNorm(d_model)

    def forward(self, tokens):
        x = self.positions(self.embedding(tokens))
        for layer in self.layers:
            x = layer(x, causal_mask(tokens.shape[1]))
        return nn.functional.linear(self.norm(x), self.embedding.table.weight)
