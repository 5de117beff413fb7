"""The jail: what meets a student's code. ``worker`` runs in it; all else guards it from outside."""
