/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocates for each line on standard input, and answers it with a line. */
import java.io.BufferedReader;
import java.io.InputStreamReader;

public class Target {
	public static void main(String[] arguments) throws Exception {
		BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));

		while (lines.readLine() != null) {
			byte[][] blocks = new byte[100][];

			for (int i = 0; i < blocks.length; i++)
				blocks[i] = new byte[10000];
			System.out.println(blocks.length == 100 ? "alive" : "");
			System.out.flush();
		}
	}
}
