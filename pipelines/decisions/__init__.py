"""What happens next to every dossier, and why: profiles, steps, holds, and what a person must look at."""
