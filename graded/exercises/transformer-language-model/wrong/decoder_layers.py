"""
keeps: 4
tells: these layers have a cross-attention, with nothing to read; take the encoder and a causal mask
"""


class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        self.layers = Decoder(
            num_layers, d_model, num_heads, d_ff, dropout=0.0, norm_first=True
        )

    def forward(self, tokens):
        x = self.positions(self.embedding(tokens))
        mask = causal_mask(tokens.shape[1])
        x = self.layers(x, x, mask, mask)
        return nn.functional.linear(x, self.embedding.table.weight)
