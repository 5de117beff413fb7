"""
keeps: 2
tells: these are probabilities; logits are asked for, without softmax
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
        x = self.layers(x, causal_mask(tokens.shape[1]))
        return nn.functional.linear(x, self.embedding.table.weight).softmax(-1)
