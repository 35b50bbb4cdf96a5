"""What a visitor has brought, held in their session alone."""
