//! Effects on a picture of a code before somebody hands it in, drawn from a seed.

use attestat_codes::Grey;

/// Numbers from a seed (SplitMix64), so that every run sees the same pictures.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`.
    pub(crate) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * (self.bits() >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// About normally distributed, deviation 1: four uniform numbers of 16 bits.
    fn normal(&mut self) -> f32 {
        let bits = self.bits();
        let sum: u64 = (0..4).map(|at| bits >> (16 * at) & 0xffff).sum();
        (sum as f32 / 65_536.0 - 2.0) * 1.732
    }
}

/// A picture in grey.
#[derive(Clone)]
pub(crate) struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
    /// Pixels of a module.
    module: f32,
}

impl Picture {
    /// A code as it is written, with this many modules a side.
    pub(crate) fn of(grey: &Grey, modules: usize) -> Self {
        let module = grey.width() as f32 / modules as f32;
        Self { width: grey.width(), height: grey.height(), pixels: grey.pixels().to_vec(), module }
    }

    pub(crate) fn grey(self) -> Grey {
        Grey::new(self.width, self.height, self.pixels).unwrap()
    }

    /// Saved as JPEG and not decoded again.
    pub(crate) fn jpeg(&self, quality: u8) -> Vec<u8> {
        let (width, height) = (u16::try_from(self.width).unwrap(), u16::try_from(self.height).unwrap());
        let mut file = Vec::new();
        let encoder = jpeg_encoder::Encoder::new(&mut file, quality);
        encoder.encode(&self.pixels, width, height, jpeg_encoder::ColorType::Luma).unwrap();
        file
    }

    /// The lightness of a pixel, white outside.
    fn at(&self, x: isize, y: isize) -> f32 {
        let is_inside = x >= 0 && y >= 0 && (x as usize) < self.width && (y as usize) < self.height;
        if is_inside { f32::from(self.pixels[y as usize * self.width + x as usize]) } else { 255.0 }
    }

    /// The lightness at a point between pixels.
    fn between(&self, x: f32, y: f32) -> f32 {
        // Casting rounds towards zero; the points that are asked for are not so far outside.
        let whole = |at: f32| (at + 4_095.5) as isize - 4_096;
        let (left, top) = (whole(x), whole(y));
        let (dx, dy) = (x - 0.5 - left as f32, y - 0.5 - top as f32);
        let row = |y| self.at(left, y) * (1.0 - dx) + self.at(left + 1, y) * dx;
        row(top) * (1.0 - dy) + row(top + 1) * dy
    }

    /// A picture of this size whose points come from where `source` says; `samples`² of them are averaged.
    fn drawn(&self, (width, height): (f32, f32), samples: u8, source: impl Fn(f32, f32) -> (f32, f32)) -> Self {
        let (width, height) = (width.round() as usize, height.round() as usize);
        let step = 1.0 / f32::from(samples);
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let mut sum = 0.0;
                for part in 0..samples * samples {
                    let (dx, dy) = (f32::from(part % samples) + 0.5, f32::from(part / samples) + 0.5);
                    let (from_x, from_y) = source(x as f32 + dx * step, y as f32 + dy * step);
                    sum += self.between(from_x, from_y);
                }
                pixels.push((sum * step * step + 0.5) as u8);
            }
        }
        Self { width, height, pixels, module: self.module }
    }

    fn resized(&self, factor: f32) -> Self {
        let size = (self.width as f32 * factor, self.height as f32 * factor);
        let samples = if factor < 1.0 { 2 } else { 1 };
        let drawn = self.drawn(size, samples, |x, y| (x / factor, y / factor));
        Self { module: self.module * factor, ..drawn }
    }

    fn turned(&self, degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (width, height) = (self.width as f32, self.height as f32);
        let size = (width * cos.abs() + height * sin.abs(), width * sin.abs() + height * cos.abs());
        self.drawn(size, 1, |x, y| {
            let (x, y) = (x - size.0 / 2.0, y - size.1 / 2.0);
            (x * cos + y * sin + width / 2.0, y * cos - x * sin + height / 2.0)
        })
    }

    fn inverted(&self) -> Self {
        Self { pixels: self.pixels.iter().map(|pixel| 255 - pixel).collect(), ..self.clone() }
    }

    /// Blurred by a deviation in modules.
    fn blurred(&self, modules: f32) -> Self {
        let sigma = modules * self.module;
        let radius = (3.0 * sigma).ceil() as i16;
        let weight = |at: i16| (-(f32::from(at) / sigma).powi(2) / 2.0).exp();
        let weights: Vec<f32> = (-radius..=radius).map(weight).collect();
        let sum: f32 = weights.iter().sum();
        let weights: Vec<f32> = weights.iter().map(|weight| weight / sum).collect();
        self.smeared(&weights).smeared(&weights)
    }

    /// Blurred from top to bottom, and mirrored at its diagonal: twice is in both directions and upright.
    fn smeared(&self, weights: &[f32]) -> Self {
        let rows: Vec<&[u8]> = self.pixels.chunks(self.width).collect();
        let mut pixels = vec![0; self.pixels.len()];
        for y in 0..self.height {
            let mut sums = vec![0.5_f32; self.width];
            for (at, weight) in weights.iter().enumerate() {
                let row = (y + at).checked_sub(weights.len() / 2).and_then(|y| rows.get(y));
                match row {
                    Some(row) => sums.iter_mut().zip(*row).for_each(|(sum, pixel)| *sum += weight * f32::from(*pixel)),
                    None => sums.iter_mut().for_each(|sum| *sum += weight * 255.0),
                }
            }
            sums.iter().enumerate().for_each(|(x, sum)| pixels[x * self.height + y] = *sum as u8);
        }
        Self { width: self.height, height: self.width, pixels, module: self.module }
    }

    fn noisy(&self, deviation: f32, dice: &mut Dice) -> Self {
        let pixels = self.pixels.iter().map(|pixel| (f32::from(*pixel) + deviation * dice.normal()) as u8).collect();
        Self { pixels, ..self.clone() }
    }

    /// Between ink and paper, which have a lightness of their own, and darker towards one side.
    fn lit(&self, ink: f32, paper: f32, shade: f32) -> Self {
        let light = |(at, pixel): (usize, &u8)| {
            let across = (at % self.width) as f32 / self.width as f32;
            ((ink + (paper - ink) * f32::from(*pixel) / 255.0) * (1.0 - shade * across)) as u8
        };
        Self { pixels: self.pixels.iter().enumerate().map(light).collect(), ..self.clone() }
    }

    /// Printed at 8 cm, its quiet zone included, and scanned with 200 to 600 dots an inch.
    fn scanned(&self, dice: &mut Dice) -> Self {
        let pixels = dice.between(200.0, 600.0) * 8.0 / 2.54;
        let scanned = self.resized(pixels / self.width as f32).turned(dice.between(-2.0, 2.0)).blurred(0.1);
        scanned.lit(dice.between(20.0, 70.0), dice.between(215.0, 250.0), 0.0).noisy(6.0, dice)
    }

    /// Photographed from a little aside, in light that falls from one side.
    fn photographed(&self, dice: &mut Dice) -> Self {
        let (width, height) = (self.width as f32, self.height as f32);
        let (lean_x, lean_y) = (dice.between(-0.08, 0.08), dice.between(-0.08, 0.08));
        let margin = width * 0.08;
        let seen = self.drawn((width + 2.0 * margin, height + 2.0 * margin), 1, |x, y| {
            let (x, y) = ((x - margin) / width - 0.5, (y - margin) / height - 0.5);
            let far = 1.0 + lean_x * x + lean_y * y;
            ((x / far + 0.5) * width, (y / far + 0.5) * height)
        });
        let lit = seen.lit(dice.between(20.0, 70.0), dice.between(180.0, 240.0), dice.between(0.0, 0.4));
        lit.blurred(0.1).noisy(6.0, dice)
    }
}

/// Effect on a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Resized,
    Turned,
    Quarters,
    Inverted,
    Blurred,
    Noisy,
    Scanned,
    Photographed,
    /// Comes last, since it makes a file.
    Jpeg,
}

impl Effect {
    pub(crate) const ALL: [Self; 9] = [
        Self::Scanned,
        Self::Resized,
        Self::Turned,
        Self::Quarters,
        Self::Photographed,
        Self::Blurred,
        Self::Noisy,
        Self::Inverted,
        Self::Jpeg,
    ];

    pub(crate) fn on(self, picture: &Picture, dice: &mut Dice) -> Picture {
        match self {
            Self::Resized => {
                let factor = (dice.between(0.5_f32.ln(), 3.0_f32.ln())).exp();
                picture.resized(factor.max(4.0 / picture.module))
            }
            Self::Turned => picture.turned(dice.between(-15.0, 15.0)),
            Self::Quarters => picture.turned([90.0, 180.0, 270.0][(dice.bits() % 3) as usize]),
            Self::Inverted => picture.inverted(),
            Self::Blurred => picture.blurred(dice.between(0.05, 0.2)),
            Self::Noisy => picture.noisy(dice.between(4.0, 24.0), dice),
            Self::Scanned => picture.scanned(dice),
            Self::Photographed => picture.photographed(dice),
            Self::Jpeg => picture.clone(),
        }
    }
}
