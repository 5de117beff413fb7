"""
keeps: 4
tells: the projection has a matrix of its own; tie it to the table of the embedding, without bias
"""


class LanguageModel(nn.Module):
    def __init__(self, vocab_size, d_model, num_heads, num_layers, d_ff):
        super().__init__()
        self.embedding = TokenEmbedding(vocab_size, d_model)
        self.positions = SinusoidalPositionalEncoding(d_model)
        self.layers = Encoder(
            num_layers, d_model, num_heads, d_ff, dropout=0.0, norm_first=True
        )
        self.projection = nn.Linear(d_model, vocab_size)

    def forward(self, tokens):
        x = self.positions(self.embedding(tokens))
        return self.projection(self.layers(x, causal_mask(tokens.shape[1])))
