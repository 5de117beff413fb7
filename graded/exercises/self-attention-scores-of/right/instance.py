class Scores:
    def __call__(self, embeddings, i):
        column = embeddings[i][:, None]
        return np.inner(embeddings, column.T).ravel()


scores_of = Scores()
